import ContextEngine
import Conversations
import Dialects
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Answers with repaired calls")
struct MendedDecoderTests {
  private static let tools =
    #"[{"name":"Read","input_schema":{"type":"object","properties":{"path":{"type":"string"},"limit":{"type":"integer"}},"#
    + #""required":["path"]}}]"#
  private let client = AnthropicMessages()

  private func attempt(tools: String = Self.tools, dialect: DialectName = .openAIChat) throws -> Attempt {
    let body = #"{"model":"m","max_tokens":1,"tools":\#(tools),"messages":[{"role":"user","content":"x"}]}"#
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "m", dialect: dialect, isLocal: true, window: nil, traits: .textOnly)
    let spoken: any BackendDialect = if case .openAIChat = dialect { OpenAIChat() } else { client }
    let destination = Destination(
      target: target, rule: "r", backend: Backend(name: "b", kind: .openai), dialect: spoken)
    let encoded = try spoken.encode(
      request, for: target, plan: .untouched,
      conversation: { (request, plan) throws(ClientError) in
        try client.conversation(of: request, following: plan)
      })
    return Attempt(
      ClientRequest(
        chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
        admission: Admission(fields: HTTPFields()), dialect: client),
      to: destination, encoded, path: "/chat/completions")
  }

  /// A streamed answer with a call that has these arguments.
  private static func stream(_ arguments: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(arguments)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    return Array(
      (#"data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"read","#
        + #""arguments":\#(text)}}]}}]}"# + "\n\n"
        + #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"# + "\n\ndata: [DONE]\n\n")
        .utf8)
  }

  private static let repaired = #"{"path":"a","limit":5}"#

  @Test(arguments: [#"{"path":"a","limit":"5"}"#, "```json\n{\"path\":\"a\",\"limit\":\"5\"}\n```"])
  func `a streamed call is put right wherever the network cuts it`(arguments: String) throws {
    let attempt = try attempt()
    let bytes = Self.stream(arguments)
    for cut in stride(from: 0, through: bytes.count, by: 7) {
      let mender = try #require(attempt.mender)
      let decoder = MendedDecoder(OpenAIChat().decoder(answering: attempt.encoded), by: mender)
      var events: [StreamEvent] = []
      decoder.feed(Array(bytes[..<cut]), into: &events)
      decoder.feed(Array(bytes[cut...]), into: &events)
      decoder.finish(into: &events)
      var answer = Answer()
      for event in events { answer.append(event) }
      #expect(answer.parts == [.toolCall(id: "1", name: "Read", input: Array(Self.repaired.utf8))])
      #expect(decoder.notes.count == 1 && decoder.notes[0].hasPrefix("Read: "))
    }
  }

  @Test func `so is a call in an answer that comes whole, in every form`() throws {
    let whole = Array(
      (#"{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","#
        + #""content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"Read","#
        + #""arguments":"{\"path\":\"a\",\"limit\":\"5\"}"}}]}}]}"#).utf8)
    for form in [WholeAnswer.Form.whole, .stream] {
      let answer = try WholeAnswer(whole, isStream: false, to: attempt(), as: form)
      #expect(answer.answer.parts == [.toolCall(id: "1", name: "Read", input: Array(Self.repaired.utf8))])
      #expect(answer.notes.count == 1)
      guard form == .whole else { continue }
      #expect(String(decoding: answer.body, as: UTF8.self).contains(Self.repaired))
    }
  }

  @Test func `nothing is repaired where bytes pass as they are, or where no tool was offered`() throws {
    #expect(try attempt(dialect: .anthropicMessages).mender == nil)
    #expect(try attempt(tools: "[]").mender == nil)
  }
}
