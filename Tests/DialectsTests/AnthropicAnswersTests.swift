import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("answering Anthropic clients")
struct AnthropicAnswersTests {
  private let dialect = AnthropicMessages(ids: .counting())

  static let errors: [(ClientError, Int, String, String)] = [
    (ClientError(.invalidRequest, "m"), 400, "invalid_request_error", "m"),
    (ClientError(.authentication, "m"), 401, "authentication_error", "m"),
    (ClientError(.billing, "m"), 402, "billing_error", "m"),
    (ClientError(.permission, "m"), 403, "permission_error", "m"),
    (ClientError(.notFound, "m"), 404, "not_found_error", "m"),
    (ClientError(.tooLarge, "m"), 413, "request_too_large", "m"),
    (ClientError(.unsupportedMediaType, "m"), 415, "invalid_request_error", "m"),
    (ClientError(.rateLimited, "m"), 429, "rate_limit_error", "m"),
    (ClientError(.internalError, "m"), 500, "api_error", "m"),
    (ClientError(.upstream, "m"), 502, "api_error", "m"),
    (ClientError(.timeout, "m"), 504, "timeout_error", "m"),
    (ClientError(.overloaded, "m"), 529, "overloaded_error", "m"),
    (
      ClientError(.contextOverflow(prompt: 41_200, limit: 32_768), ""), 400, "invalid_request_error",
      "prompt is too long: 41200 tokens > 32768 maximum"
    ),
    (
      ClientError(.contextOverflow(prompt: 41_200, limit: 32_768), "Set num_ctx."), 400,
      "invalid_request_error",
      "prompt is too long: 41200 tokens > 32768 maximum. Set num_ctx."
    ),
    (
      ClientError(.contextOverflow(prompt: nil, limit: 9), ""), 400, "invalid_request_error",
      "prompt is too long"
    ),
    (
      ClientError(.contextOverflow(prompt: 9, limit: 8), "prompt is too long: 9 tokens > 8 maximum"), 400,
      "invalid_request_error", "prompt is too long: 9 tokens > 8 maximum"
    ),
  ]

  @Test("an error has its status, type and sentence", arguments: errors)
  func errorBodies(_ error: ClientError, _ status: Int, _ type: String, _ message: String) throws {
    let answer = dialect.answer(to: error, about: nil, requestID: "req_1")
    #expect(answer.head.status == status)
    #expect(answer.head.fields["request-id"] == "req_1")
    #expect(answer.head.fields["content-type"] == "application/json")
    let expected =
      #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"req_1"}"#
    #expect(String(decoding: answer.body, as: UTF8.self) == expected)
  }

  @Test("no client is asked to wait longer than it is willing to")
  func retryAfter() {
    for (asked, told) in [(5, "5"), (60, "60"), (3_600, "60"), (-1, "0")] {
      let error = ClientError(.rateLimited, "m", retryAfterSeconds: asked, shouldRetry: false)
      let fields = dialect.answer(to: error, about: nil, requestID: "r").head.fields
      #expect(fields["retry-after"] == told)
      #expect(fields["x-should-retry"] == "false")
    }
    let plain = dialect.answer(to: ClientError(.overloaded, "m"), about: nil, requestID: "r").head.fields
    #expect(plain["retry-after"] == nil && plain["x-should-retry"] == nil)
  }

  @Test("a recorded answer has the identity of the message the client sends back")
  func echo() throws {
    var answer = Answer()
    for event: StreamEvent in [
      .started(id: "x", model: "m", usage: PartialUsage()), .partStarted(.thinking),
      .delta(.thinking(Array("hm".utf8))), .partEnded, .partStarted(.text), .delta(.text(Array("a\"é".utf8))),
      .partEnded, .partStarted(.toolCall(id: "t1", name: "f")), .delta(.input(Array(#"{ "b": 1.0,"#.utf8))),
      .delta(.input(Array(#""a":"\u00e9"}"#.utf8))), .partEnded, .partStarted(.toolCall(id: "t2", name: "g")),
      .partEnded, .partStarted(.text), .delta(.text(Array("!".utf8))), .partEnded, .ended,
    ] { answer.append(event) }
    let echo = try JSONText.document(
      #"""
      {"model":"m","messages":[{"role":"assistant","content":[{"type":"text","text":"a\"\u00e9!"},
       {"type":"tool_use","id":"t1","name":"f","input":{"a":"é","b":1.0}},
       {"type":"tool_use","id":"t2","name":"g","input":{},"cache_control":{"type":"ephemeral"}}]}]}
      """#)
    let messages = dialect.recorded(answer).messages
    let recorded = try #require(messages.first)
    #expect(messages.count == 1)
    #expect(try dialect.read(echo, fields: HTTPFields()).messages[0].fingerprint == recorded.fingerprint)
    let own = try JSONText.document(
      #"{"model":"m","messages":[\#(String(decoding: recorded.body, as: UTF8.self))]}"#)
    #expect(try dialect.read(own, fields: HTTPFields()).messages[0].fingerprint == recorded.fingerprint)
  }

  @Test("every answer has an id of its own")
  func ids() throws {
    let body = try JSONText.document(#"{"model":"m","messages":[{"role":"user"}]}"#)
    let dialect = AnthropicMessages()
    let request = try dialect.read(body, fields: HTTPFields())
    let ids = (0..<1000).map { _ in
      dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 }).id
    }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.hasPrefix("msg_") && $0.utf8.count == 26 })
  }

  @Test("counts are written")
  func counts() {
    #expect(dialect.countBody(tokens: 4321) == Array(#"{"input_tokens":4321}"#.utf8))
  }
}
