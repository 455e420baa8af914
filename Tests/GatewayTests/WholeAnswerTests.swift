import Conversations
import Dialects
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Whole answers")
struct WholeAnswerTests {
  private static let json =
    #"{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"#
  private static let stream =
    #"data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hi"}}]}"# + "\n\n"
    + #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
  private let client = AnthropicMessages()

  private func attempt() throws -> Attempt {
    let body = #"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "m", dialect: .openAIChat, isLocal: true, window: nil, traits: .textOnly)
    let destination = Destination(
      target: target, rule: "r", backend: Backend(name: "b", kind: .openai), dialect: OpenAIChat())
    let encoded = try destination.dialect.encode(
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

  private func whole(_ text: String, as form: WholeAnswer.Form) throws -> WholeAnswer {
    try WholeAnswer(Array(text.utf8), isStream: text.hasPrefix("data"), to: attempt(), as: form)
  }

  @Test(
    "an answer is understood and put into each form, a stream that was not asked for too",
    arguments: [json, stream])
  func forms(_ text: String) throws {
    for form in [WholeAnswer.Form.verbatim, .whole, .stream] {
      let whole = try whole(text, as: form)
      #expect(whole.answer.parts == [.text(Array("Hi".utf8))])
      let body = String(decoding: whole.body, as: UTF8.self)
      switch form {
      case .verbatim: #expect(body == text)
      case .whole: #expect(body.contains(#""content":[{"type":"text","text":"Hi"}]"#))
      case .stream: #expect(body.isEmpty && whole.events.contains(.ended))
      }
    }
  }

  @Test("a page, and an end of nothing, are no answers")
  func pagesAndNothing() throws {
    let page = #expect(throws: UpstreamError.self) { try whole("\n<!doctype html><p>Log in", as: .whole) }
    #expect(page?.reason == .notAnAnswer)
    #expect(throws: UpstreamError.emptyResponse) { try whole("data: [DONE]\n\n", as: .whole) }
    let ended =
      #"{"choices":[{"message":{"content":""},"finish_reason":"stop"}],"usage":{"completion_tokens":1}}"#
    #expect(try whole(ended, as: .whole).answer.isEmpty)
  }

  @Test("what is no answer is an error in every form")
  func failures() throws {
    for form in [WholeAnswer.Form.verbatim, .whole, .stream] {
      #expect(throws: UpstreamError.streamCut) {
        try whole(#"data: {"choices":[{"index":0,"delta":{"content":"H"}}]}"# + "\n\n", as: form)
      }
      let told = #expect(throws: UpstreamError.self) {
        try whole(#"{"error":{"message":"too busy","type":"overloaded_error"}}"#, as: form)
      }
      #expect(told?.message.contains("too busy") == true)
    }
  }
}
