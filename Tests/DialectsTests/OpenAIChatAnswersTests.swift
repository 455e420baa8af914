import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("answering chat completions clients")
struct OpenAIChatAnswersTests {
  private let dialect = OpenAIChat(ids: .counting())

  private func request(_ members: String = "") throws -> ChatRequest {
    try dialect.read(
      JSONText.document(#"{"model":"m",\#(members)"messages":[{"role":"user"}]}"#), fields: HTTPFields())
  }

  static let errors: [(ClientError, Int, String, String?, String)] = [
    (ClientError(.invalidRequest, "m"), 400, "invalid_request_error", nil, "m"),
    (ClientError(.authentication, "m"), 401, "invalid_request_error", "invalid_api_key", "m"),
    (ClientError(.permission, "m"), 403, "invalid_request_error", "permission_denied", "m"),
    (ClientError(.notFound, "m"), 404, "invalid_request_error", "model_not_found", "m"),
    (ClientError(.tooLarge, "m"), 413, "invalid_request_error", "request_too_large", "m"),
    (ClientError(.unsupportedMediaType, "m"), 415, "invalid_request_error", "unsupported_media_type", "m"),
    (ClientError(.billing, "m"), 429, "insufficient_quota", "insufficient_quota", "m"),
    (ClientError(.rateLimited, "m"), 429, "rate_limit_exceeded", "rate_limit_exceeded", "m"),
    (ClientError(.internalError, "m"), 500, "server_error", nil, "m"),
    (ClientError(.upstream, "m"), 502, "server_error", nil, "m"),
    (ClientError(.overloaded, "m"), 503, "server_error", "overloaded", "m"),
    (ClientError(.timeout, "m"), 504, "server_error", "timeout", "m"),
    (
      ClientError(.contextOverflow(prompt: 41_200, limit: 32_768), ""), 400, "invalid_request_error",
      "context_length_exceeded",
      "This model's maximum context length is 32768 tokens. However, your messages resulted in 41200 tokens. Please reduce the length of the messages."
    ),
    (
      ClientError(.contextOverflow(prompt: 9, limit: 8), "Set num_ctx."), 400, "invalid_request_error",
      "context_length_exceeded",
      "This model's maximum context length is 8 tokens. However, your messages resulted in 9 tokens. Please reduce the length of the messages. Set num_ctx."
    ),
    (
      ClientError(.contextOverflow(prompt: nil, limit: 9), ""), 400, "invalid_request_error",
      "context_length_exceeded",
      "The messages are longer than this model's maximum context length. Please reduce the length of the messages."
    ),
  ]

  @Test("an error has its status, type, code and sentence", arguments: errors)
  func errorBodies(
    _ error: ClientError, _ status: Int, _ type: String, _ code: String?, _ message: String
  ) throws {
    let answer = dialect.answer(to: error, about: nil, requestID: "req_1")
    #expect(answer.head.status == status)
    #expect(answer.head.fields["x-request-id"] == "req_1")
    #expect(answer.head.fields["content-type"] == "application/json")
    let code = code.map { "\"\($0)\"" } ?? "null"
    let expected = #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":\#(code)}}"#
    #expect(String(decoding: answer.body, as: UTF8.self) == expected)
    #expect(dialect.isError(answer.body))
    #expect(dialect.ending(brokenBy: error) == Array("data: \(expected)\n\n".utf8))
  }

  @Test(
    "names the field that an error is about",
    arguments: [
      ("messages.1.content: must be a text", "messages.1.content"), ("no such field: x", nil), ("x:y", nil),
    ])
  func parameters(_ message: String, _ field: String?) throws {
    let answer = dialect.answer(to: .meaningless(message), about: nil, requestID: "r")
    let error = try JSONDocument(parsing: answer.body).root["error"]
    #expect(error?["param"]?.string == field)
  }

  @Test("no client is asked to wait longer than it is willing to, or to ask an empty account again")
  func retries() {
    for (asked, told) in [(5, "5"), (60, "60"), (3_600, "60"), (-1, "0")] {
      let error = ClientError(.rateLimited, "m", retryAfterSeconds: asked, shouldRetry: false)
      let fields = dialect.answer(to: error, about: nil, requestID: "r").head.fields
      #expect(fields["retry-after"] == told && fields["x-should-retry"] == "false")
    }
    let plain = dialect.answer(to: ClientError(.overloaded, "m"), about: nil, requestID: "r").head.fields
    #expect(plain["retry-after"] == nil && plain["x-should-retry"] == nil)
    let empty = dialect.answer(to: ClientError(.billing, "m"), about: nil, requestID: "r").head.fields
    #expect(empty["x-should-retry"] == "false")
  }

  @Test(
    "knows an error by its message",
    arguments: [
      (#"{"error":{"message":"m"}}"#, true), (#"{"error":"m"}"#, false), (#"{"id":"x"}"#, false),
      ("<html>", false),
    ])
  func recognisesErrors(_ body: String, _ isError: Bool) {
    #expect(dialect.isError(Array(body.utf8)) == isError)
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
    let recorded = try #require(dialect.recorded(answer).messages.first)
    for message in [
      #"""
      {"role":"assistant","content":"a\"\u00e9!","tool_calls":[
       {"id":"t1","type":"function","function":{"name":"f","arguments":"{\"a\":\"é\",\"b\":1.0}"}},
       {"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]}
      """#, String(decoding: recorded.body, as: UTF8.self),
    ] {
      let document = try JSONText.document(#"{"model":"m","messages":[\#(message)]}"#)
      #expect(
        try dialect.read(document, fields: HTTPFields()).messages[0].fingerprint == recorded.fingerprint)
    }
  }

  @Test("every answer has an id of its own")
  func ids() throws {
    let (dialect, request) = (OpenAIChat(), try request())
    let ids = (0..<1000).map { _ in
      dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 }).id
    }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.hasPrefix("chatcmpl-") && $0.utf8.count == 31 })
  }
}

@Suite("writing chat completion chunks")
struct OpenAIChatChunkWriterTests {
  private static let seeds = (0..<200).map { _ in UInt64.random(in: 0 ... .max) }
  private static let requests = [
    "", #""stream_options":{"include_usage":true},"#, #""functions":[{"name":"f"}],"#,
    #""tools":[{"type":"custom","custom":{"name":"f"}}],"#,
  ]
  private let dialect = OpenAIChat(ids: .counting())

  private func frame(_ members: String = "") throws -> AnswerFrame {
    let request = try dialect.read(
      JSONText.document(#"{"model":"m",\#(members)"messages":[{"role":"user"}]}"#), fields: HTTPFields())
    return dialect.frame(answering: request, estimatedInput: 1, at: 17, told: { $0 })
  }

  @Test("whatever events come, a strict client can read the stream", arguments: seeds)
  func strict(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = dialect.writer(in: try frame(Self.requests.randomElement(using: &random)!))
    var output: [UInt8] = []
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      if Int.random(in: 0...9, using: &random) == 0 { writer.keepAlive(to: &output) }
      writer.write(Self.events.randomElement(using: &random)!, to: &output)
    }
    if Bool.random(using: &random) { writer.write(.ended, to: &output) }
    writer.fail(ClientError(.upstream, "cut"), to: &output)
    let end = output.count
    writer.write(.delta(.text([0x61])), to: &output)
    writer.keepAlive(to: &output)
    #expect(output.count == end, "seed \(seed)")
    #expect(try ChatClientStream(output).end != nil, "seed \(seed)")
  }

  private static let events: [StreamEvent] = [
    .started(id: "x", model: "y", usage: PartialUsage(input: 5)), .partStarted(.text),
    .partStarted(.thinking), .partStarted(.redactedThinking(data: [0x61])),
    .partStarted(.toolCall(id: "t", name: "f")), .partStarted(.toolCall(id: "u", name: "g")),
    .partStarted(.other(type: "new", source: Array(#"{"type":"new"}"#.utf8))), .delta(.text([0x61, 0xff])),
    .delta(.thinking([0x62])), .delta(.signature([0x63])), .delta(.input(Array(#"{"input":"#.utf8))),
    .delta(.input(Array("\"1\"}".utf8))), .delta(.text([])), .partEnded, .partEnded,
    .finished(.maxTokens, usage: PartialUsage(output: 3)), .finished(nil, usage: PartialUsage()),
  ]

  @Test("an error at the start is the whole stream, behind what kept the client waiting")
  func failedAtOnce() throws {
    var output: [UInt8] = []
    var writer = dialect.writer(in: try frame())
    writer.keepAlive(to: &output)
    writer.fail(ClientError(.overloaded, "busy"), to: &output)
    let expected = #"{"error":{"message":"busy","type":"server_error","param":null,"code":"overloaded"}}"#
    #expect(String(decoding: output, as: UTF8.self) == ": keep-alive\n\ndata: \(expected)\n\n")
  }

  @Test(
    "an error of the backend's keeps its word",
    arguments: [("rate_limit_exceeded", "rate_limit_exceeded"), ("overloaded_error", "server_error")])
  func reported(_ word: String, _ type: String) throws {
    var output: [UInt8] = []
    var writer = dialect.writer(in: try frame())
    writer.write(.failed(type: word, message: "m"), to: &output)
    let expected = #"{"error":{"message":"m","type":"\#(type)","param":null,"code":"\#(word)"}}"#
    #expect(String(decoding: output, as: UTF8.self) == "data: \(expected)\n\n")
  }

  @Test("an answer may call tools and still be cut short or refused")
  func reasons() {
    #expect(OpenAIChatFinish.word(for: .endTurn, callsTools: true) == "tool_calls")
    #expect(OpenAIChatFinish.word(for: .stopSequence("x"), callsTools: true) == "tool_calls")
    #expect(OpenAIChatFinish.word(for: .stopSequence("x"), callsTools: false) == "stop")
    #expect(OpenAIChatFinish.word(for: .maxTokens, callsTools: true) == "length")
    #expect(OpenAIChatFinish.word(for: .contextWindowExceeded, callsTools: false) == "length")
    #expect(OpenAIChatFinish.word(for: .refusal, callsTools: false) == "content_filter")
    #expect(OpenAIChatFinish.word(for: .pauseTurn, callsTools: false) == "stop")
    #expect(OpenAIChatFinish.word(for: .toolUse, callsTools: false) == "stop")
    #expect(OpenAIChatFinish.word(for: nil, callsTools: false) == "stop")
  }
}
