import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("usage as backends report it")
struct UsageTests {
  private static let absurd = ["-1", "-9223372036854775808", "9223372036854775807", "1e300", "\"7\"", "{}"]

  private func chatReport(_ text: String) throws -> PartialUsage {
    var usage = OpenAIChatUsage()
    try JSONText.document(text).root.withUnsafeValue { usage.update(with: $0) }
    return usage.report
  }

  private func anthropicReport(_ text: String) throws -> PartialUsage {
    try JSONText.document(text).root.withUnsafeValue { AnthropicUsage.read($0) }
  }

  @Test("a figure that cannot be a number of tokens is not reported", arguments: absurd)
  func absurdFigures(_ figure: String) throws {
    let chat = try chatReport(
      #"{"usage":{"prompt_tokens":\#(figure),"completion_tokens":\#(figure),"prompt_tokens_details":"#
        + #"{"cached_tokens":\#(figure),"cache_write_tokens":\#(figure)}}}"#)
    #expect(chat == PartialUsage())
    let timings = try chatReport(#"{"timings":{"prompt_n":\#(figure),"cache_n":\#(figure),"predicted_n":9}}"#)
    #expect(timings == PartialUsage())
    let anthropic = try anthropicReport(
      #"{"input_tokens":\#(figure),"cache_read_input_tokens":\#(figure),"output_tokens":\#(figure)}"#)
    #expect(anthropic == PartialUsage())
  }

  @Test("an absurd figure takes nothing from the others", arguments: absurd)
  func absurdBesideSensible(_ figure: String) throws {
    let chat = try chatReport(
      #"{"usage":{"prompt_tokens":10,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":\#(figure)}}}"#
    )
    #expect(chat == PartialUsage(input: 10, output: 3))
    let timings = try chatReport(#"{"timings":{"prompt_n":10,"cache_n":\#(figure),"predicted_n":3}}"#)
    #expect(timings == PartialUsage(input: 10, output: 3))
  }
}
