import ContextEngine
import Conversations
import Dialects
import Testing
import Wire

@testable import Gateway

@Suite("Fitting without a server")
struct FitReportTests {
  private func root(_ bytes: [UInt8]) throws -> JSONValue { try JSONDocument(parsing: bytes).root }

  /// What each message says, whether it says it in a string or in blocks.
  private func texts(_ body: [UInt8]) throws -> [String] {
    try LongRequest.dialect.read(JSONDocument(parsing: body), fields: HTTPFields()).messages.map { message in
      let parts = try LongRequest.dialect.parts(of: message.source, at: "message")
      return parts.map { part in
        switch part {
        case .text(let text): text
        case .toolCall(let call): String(decoding: call.input, as: UTF8.self)
        case .toolResult(let result): "\(result.parts)"
        default: "?"
        }
      }.joined()
    }
  }

  @Test func `a long request comes out as a short one that can be read again`() throws {
    let body = LongRequest.body(steps: 100)
    let report = try LongRequest.fitted(body)
    #expect(report.prompt.originalTokens > 3 * 8_192)
    #expect(report.prompt.sentTokens <= report.prompt.limit && report.prompt.limit < 8_192)
    let fitted = try root(report.body)
    #expect(fitted["model"]?.string == "m" && fitted["max_tokens"]?.int == 1_000)
    #expect(fitted["messages"]!.elements.map { $0["role"]?.string }.first == "user")
    #expect(String(decoding: report.body, as: UTF8.self).contains("pier 133"))
    let again = try LongRequest.fitted(report.body)
    #expect(again.prompt.droppedMessages == 0 && again.prompt.sentTokens <= again.prompt.limit)
  }

  @Test func `what fits keeps every message`() throws {
    let body = LongRequest.body(steps: 3)
    let report = try LongRequest.fitted(body)
    #expect(report.prompt.droppedMessages == 0 && report.prompt.strippedParts == 0)
    let (messages, sent) = (try texts(report.body), try texts(body))
    #expect(messages == sent && messages.count == 7)
  }

  @Test func `with a state each prompt begins with the one before it until an epoch`() throws {
    var state: [UInt8]?
    var before: [[UInt8]] = []
    var epochs = 0
    for steps in 1...60 {
      let report = try LongRequest.fitted(LongRequest.body(steps: steps), after: state)
      let messages = try root(report.body)["messages"]!.elements.map { Array($0.bytes) }
      if report.prompt.epoch == nil {
        #expect(messages.starts(with: before), "at step \(steps)")
      } else {
        epochs += 1
      }
      #expect(report.prompt.epochs == epochs)
      (state, before) = (report.state, messages)
    }
    #expect((2...20).contains(epochs))
  }

  @Test func `the same state gives the same bytes`() throws {
    let state = try LongRequest.fitted(LongRequest.body(steps: 40)).state
    let reports = try (0..<2).map { _ in try LongRequest.fitted(LongRequest.body(steps: 45), after: state) }
    #expect(reports[0].body == reports[1].body && reports[0].state == reports[1].state)
  }

  @Test func `JSON is the plan and the body in one object`() throws {
    let report = try LongRequest.fitted(LongRequest.body(steps: 60))
    let json = try root(report.json)
    #expect(json["context"]?["window"]?.int == 8_192)
    #expect(json["context"]?["sent_tokens"]?.int == report.prompt.sentTokens)
    #expect(json["context"]?["blocks"].map { Array($0.elements).count } == report.prompt.blocks?.count)
    #expect(Array(json["body"]!.bytes) == report.body)
  }

  @Test(arguments: ["", "{", "[]", "5", #"{"messages":[]}"#, #"{"model":"m","messages":5}"#, "\u{0}"])
  func `what is no request is refused with where it is from`(text: String) {
    let error = #expect(throws: FitError.self) { try LongRequest.fitted(Array(text.utf8)) }
    #expect(error.map { "\($0)".hasPrefix("body.json is no request to Anthropic's Messages API: ") } == true)
  }

  @Test func `a state that is damaged is refused with the way out`() throws {
    let body = LongRequest.body(steps: 30)
    let state = try LongRequest.fitted(body).state
    for damaged in [[], [0], Array("{}".utf8), Array(state.dropLast()), state + state] {
      let error = #expect(throws: FitError.self) { try LongRequest.fitted(body, after: damaged) }
      #expect(error.map { "\($0)".contains("remove the file") } == true)
    }
  }

  @Test func `what cannot be made to fit says how far it is off, and what is biggest`() throws {
    var settings = ContextSettings()
    settings.strategy = .off
    let error = #expect(throws: ContextOverflow.self) {
      try LongRequest.fitted(LongRequest.body(steps: 100), settings: settings)
    }
    let words = try #require(error.map { "\($0)" })
    #expect(
      words.hasPrefix("the request cannot be made to fit: ") && words.contains("biggest parts: messages "))
    #expect(throws: ContextOverflow.self) { try LongRequest.fitted(LongRequest.body(steps: 1), window: 600) }
  }
}
