import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("answering Responses clients")
struct ResponsesAnswersTests {
  private static let seeds = (0..<200).map { _ in UInt64.random(in: 0 ... .max) }

  private let dialect = OpenAIResponses(ids: .counting())

  private func request(isCodex: Bool, stream: Bool = true) throws -> ChatRequest {
    var fields = HTTPFields()
    fields.append("user-agent", isCodex ? "codex_exec/0.163.0" : "OpenAI/Python 3.51.0")
    let tools =
      #"[{"type":"namespace","name":"n","tools":[{"type":"function","name":"f"}]},{"type":"custom","name":"g"}]"#
    return try dialect.read(
      try JSONText.document(#"{"model":"m","stream":\#(stream),"input":"Hi","tools":\#(tools)}"#),
      fields: fields)
  }

  private func frame(isCodex: Bool) throws -> AnswerFrame {
    dialect.frame(answering: try request(isCodex: isCodex), estimatedInput: 1, at: 0, told: { $0 })
  }

  // MARK: Streams

  private static let events: [StreamEvent] = [
    .started(id: "x", model: "y", usage: PartialUsage(input: 5)), .partStarted(.text),
    .partStarted(.thinking), .partStarted(.redactedThinking(data: [0x61])),
    .partStarted(.toolCall(id: "t", name: "n__f")), .partStarted(.toolCall(id: "u", name: "g")),
    .partStarted(.other(type: "new", source: Array(#"{"type":"new"}"#.utf8))), .delta(.text([0x61, 0xff])),
    .delta(.thinking([0x62])), .delta(.signature([0x63])), .delta(.input(Array(#"{"a":"#.utf8))),
    .delta(.input(Array("1}".utf8))), .delta(.text([])), .partEnded, .partEnded,
    .finished(.maxTokens, usage: PartialUsage(output: 3)), .finished(nil, usage: PartialUsage()),
  ]

  @Test("whatever events come, a strict client can read the stream", arguments: seeds)
  func strict(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = dialect.writer(in: try frame(isCodex: .random(using: &random)))
    var output: [UInt8] = []
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      writer.write(Self.events.randomElement(using: &random)!, to: &output)
      if Int.random(in: 0...5, using: &random) == 0 { writer.keepAlive(to: &output) }
    }
    if Bool.random(using: &random) { writer.write(.ended, to: &output) }
    writer.fail(ClientError(.upstream, "cut"), to: &output)
    writer.keepAlive(to: &output)
    writer.write(.delta(.text([0x61])), to: &output)
    let end = try ResponsesClientStream(output).endsWith
    #expect(["response.completed", "response.incomplete", "response.failed"].contains(end), "seed \(seed)")
  }

  private static let parts: [[StreamEvent]] = [
    [.partStarted(.text)], [.partStarted(.text), .delta(.text([0x61, 0xff])), .delta(.text([0x62]))],
    [.partStarted(.thinking)], [.partStarted(.thinking), .delta(.thinking([0x62]))],
    [.partStarted(.thinking), .delta(.signature([0x63]))],
    [.partStarted(.thinking), .delta(.thinking([0x62])), .delta(.signature([0x64]))],
    [.partStarted(.redactedThinking(data: [0x61]))], call("n__f", ""), call("n__f", #"{ "b":1.0,"a":[]}"#),
    call("n__f", #"{"input":"x"}"#), call("n__f", #"{"a":"#), call("g", ""), call("g", #"{"input":"a\"\n"}"#),
    call("g", #"{"patch": 1}"#), call("g", #"{"input":"{\"a\":1}"}"#), call("g", #"{"input":"#),
    [.partStarted(.other(type: "new", source: Array(#"{"type":"new"}"#.utf8)))],
  ]

  private static func call(_ name: String, _ input: String) -> [StreamEvent] {
    [.partStarted(.toolCall(id: "t", name: name)), .delta(.input(Array(input.utf8)))]
  }

  @Test("what a client is told comes back with the identity under which it was kept", arguments: seeds)
  func echo(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let frame = try frame(isCodex: true)
    var writer = dialect.writer(in: frame)
    var answer = Answer()
    var output: [UInt8] = []
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      for event in Self.parts.randomElement(using: &random)! + [.partEnded] {
        answer.append(event)
        writer.write(event, to: &output)
      }
    }
    answer.append(.ended)
    writer.write(.ended, to: &output)
    let kept = dialect.recorded(answer).messages
    let streamed = try ResponsesClientStream(output).items.map { String(decoding: $0.bytes, as: UTF8.self) }
    let whole = try JSONDocument(parsing: dialect.body(of: answer, in: frame)).root["output"]?.elements.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    let bodies = kept.map { String(decoding: $0.body, as: UTF8.self) }
    for items in [streamed, whole ?? [], bodies] {
      let echo = ["{\"role\":\"user\",\"content\":\"Hi\"}"] + items
      let body = try JSONText.document(#"{"model":"m","input":[\#(echo.joined(separator: ","))]}"#)
      let messages = try dialect.read(body, fields: HTTPFields()).messages.dropFirst()
      #expect(messages.map(\.fingerprint) == kept.map(\.fingerprint), "seed \(seed)")
      #expect(messages.allSatisfy { $0.role == .assistant })
    }
  }

  @Test("no client is shown what another vendor has signed")
  func signatures() throws {
    var answer = Answer()
    for event: StreamEvent in [
      .partStarted(.thinking), .delta(.thinking(Array("hm".utf8))), .delta(.signature(Array("SECRET".utf8))),
      .partStarted(.redactedThinking(data: Array("SECRET".utf8))), .partEnded, .ended,
    ] { answer.append(event) }
    let body = dialect.body(of: answer, in: try frame(isCodex: true))
    #expect(!String(decoding: body, as: UTF8.self).contains("SECRET"))
    let items = try #require(try JSONDocument(parsing: body).root["output"]?.elements.map { $0 })
    #expect(items.count == 2)
    for item in items { #expect(item["encrypted_content"]?.string?.hasPrefix("ctxgw:") == true) }
  }

  @Test("a waiting client is sent the beginning, then an event that means nothing new")
  func keepAlive() throws {
    var writer = dialect.writer(in: try frame(isCodex: true))
    var output: [UInt8] = []
    for _ in 0..<3 { writer.keepAlive(to: &output) }
    writer.write(.started(id: "x", model: "y", usage: PartialUsage()), to: &output)
    #expect(try ResponsesClientStream(output).endsWith == "response.in_progress")
    #expect(
      String(decoding: output, as: UTF8.self).split(separator: "event: response.in_progress").count == 4)
  }

  @Test("a compaction without a summary has failed")
  func noSummary() throws {
    let body =
      #"{"model":"m","stream":true,"input":[{"role":"user","content":"Hi"},{"type":"compaction_trigger"}]}"#
    let request = try dialect.read(try JSONText.document(body), fields: HTTPFields())
    let frame = dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 })
    var writer = dialect.writer(in: frame)
    var output: [UInt8] = []
    let call = StreamEvent.Part.toolCall(id: "t", name: "f")
    for event: StreamEvent in [
      .partStarted(.text), .delta(.text([0x0a])), .partEnded, .partStarted(call), .ended,
    ] {
      writer.write(event, to: &output)
    }
    let stream = try ResponsesClientStream(output)
    #expect(stream.endsWith == "response.failed")
    #expect(stream.items.isEmpty)
  }

  // MARK: Errors

  static let errors: [(ClientError, Int, String?)] = [
    (ClientError(.invalidRequest, "m"), 400, nil),
    (ClientError(.authentication, "m"), 401, "invalid_api_key"),
    (ClientError(.billing, "m"), 429, "insufficient_quota"),
    (ClientError(.permission, "m"), 403, "permission_denied"),
    (ClientError(.notFound, "m"), 404, "model_not_found"),
    (ClientError(.rateLimited, "m"), 429, "rate_limit_exceeded"),
    (ClientError(.internalError, "m"), 500, nil), (ClientError(.upstream, "m"), 502, nil),
    (ClientError(.overloaded, "m"), 503, "server_is_overloaded"),
    (ClientError(.contextOverflow(prompt: 9, limit: 8), ""), 400, "context_length_exceeded"),
  ]

  @Test("an error has its status and code", arguments: errors)
  func errorBodies(_ error: ClientError, _ status: Int, _ code: String?) throws {
    let answer = dialect.answer(to: error, about: try request(isCodex: false), requestID: "req_1")
    #expect(answer.head.status == status)
    #expect(answer.head.fields["x-request-id"] == "req_1")
    let told = try #require(try JSONDocument(parsing: answer.body).root["error"])
    #expect(told["code"]?.string == code)
    #expect(told["message"]?.kind == .string)
    #expect(dialect.isError(answer.body))
  }

  @Test(
    "Codex is told in a stream that a prompt is too long, and by a status of its own that a model is unknown")
  func codex() throws {
    let overflow = ClientError(.contextOverflow(prompt: 41_200, limit: 32_768), "")
    let answer = dialect.answer(to: overflow, about: try request(isCodex: true), requestID: "r")
    #expect(answer.head.status == 200)
    #expect(answer.head.fields["content-type"] == "text/event-stream; charset=utf-8")
    #expect(
      String(decoding: answer.body, as: UTF8.self) == """
        event: response.failed
        data: {"type":"response.failed","sequence_number":0,"response":{"id":"resp_1","object":"response",\
        "status":"failed","output":[],"error":{"code":"context_length_exceeded","message":"This model's maximum \
        context length is 32768 tokens. However, your messages resulted in 41200 tokens. Please reduce the length \
        of the messages."}}}


        """)
    let whole = try request(isCodex: true, stream: false)
    #expect(dialect.answer(to: overflow, about: whole, requestID: "r").head.status == 400)
    let unknown = ClientError(.notFound, "m")
    #expect(dialect.answer(to: unknown, about: try request(isCodex: true), requestID: "r").head.status == 400)
  }

  @Test("a limit always says how long to wait, and an empty account that waiting is no use")
  func waits() {
    let limited = dialect.answer(to: ClientError(.rateLimited, "m"), about: nil, requestID: "r").head.fields
    #expect(limited["retry-after"] == "5")
    let told = ClientError(.rateLimited, "m", retryAfterSeconds: 3_600)
    #expect(dialect.answer(to: told, about: nil, requestID: "r").head.fields["retry-after"] == "60")
    let empty = dialect.answer(to: ClientError(.billing, "m"), about: nil, requestID: "r").head.fields
    #expect(empty["x-should-retry"] == "false")
  }

  static let failures: [(ClientError, String, String)] = [
    (
      ClientError(.overloaded, "Busy.", retryAfterSeconds: 7), "rate_limit_exceeded",
      "Busy. Please try again in 7s."
    ),
    (ClientError(.rateLimited, "Slow."), "rate_limit_exceeded", "Slow. Please try again in 5s."),
    (ClientError(.upstream, "cut"), "server_error", "cut"), (ClientError(.timeout, "t"), "server_error", "t"),
    (ClientError(.billing, "b"), "insufficient_quota", "b"),
    (ClientError(.notFound, "n"), "invalid_prompt", "n"),
  ]

  @Test("a stream ends with a word by which Codex decides", arguments: failures)
  func streamErrors(_ error: ClientError, _ code: String, _ message: String) throws {
    var writer = dialect.writer(in: try frame(isCodex: true))
    var output: [UInt8] = []
    writer.fail(error, to: &output)
    _ = try ResponsesClientStream(output)
    let text = String(decoding: output, as: UTF8.self)
    #expect(text.contains(#""error":{"code":"\#(code)","message":"\#(message)"}"#))
  }

  @Test("every answer has an id of its own")
  func ids() throws {
    let dialect = OpenAIResponses()
    let request = try request(isCodex: false)
    let ids = (0..<1000).map { _ in
      dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 }).id
    }
    #expect(Set(ids).count == 1000)
    #expect(ids.allSatisfy { $0.hasPrefix("resp_") && $0.utf8.count == 27 })
  }
}
