import Conversations
import Dialects
import Store
import Testing
import Wire

@testable import Gateway

@Suite("Recorded requests")
struct RecordedRequestTests {
  /// A turn of a client that sent this body, as the store gives it back.
  private func contents(_ body: String, _ dialect: any ClientDialect) async throws -> TurnContents {
    let store = try ConversationStore(.memory, for: .serving)
    let request = try dialect.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let state = await store.recall(request, kind: .main)
    var turn = Turn(
      state: state, kind: .main, request: request, receivedAt: 1, requestBytes: body.utf8.count)
    var answer = Answer()
    for event: StreamEvent in [.partStarted(.text), .delta(.text(Array("Done.".utf8))), .ended] {
      answer.append(event)
    }
    turn.answer = dialect.recorded(answer)
    store.settle(turn)
    return try await store.turn(1, of: state.session.text)
  }

  private static let tool = #"{"name":"read","description":"Reads.","parameters":{"type":"object"}}"#
  private static let bodies: [(body: String, dialect: any ClientDialect)] = [
    (
      #"{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":\#(tool)}]}"#,
      OpenAIChat()
    ),
    (
      #"{"model":"m","instructions":"Be brief.","input":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","name":"read","description":"Reads.","parameters":{"type":"object"}}]}"#,
      OpenAIResponses()
    ),
    (
      #"{"model":"m","input":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hi"}]}"#,
      OpenAIResponses()
    ),
    (
      #"{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]}"#,
      OllamaChat()
    ),
  ]

  @Test(
    "a session of any client's dialect is written out as a request of either form", arguments: bodies.indices)
  func export(_ index: Int) async throws {
    let (body, dialect) = Self.bodies[index]
    let request = try RecordedRequest(of: try await contents(body, dialect))
    #expect(request.systemText == "Be brief.")
    for backend: any BackendDialect in [AnthropicMessages(), OpenAIChat()] {
      let written = String(decoding: try request.body(in: backend), as: UTF8.self)
      _ = try JSONDocument(parsing: Array(written.utf8))
      #expect(written.contains("Be brief.") && written.contains("Hi") && written.contains(#""model":"m""#))
      #expect(written.contains("Reads.") == body.contains("Reads."))
    }
  }

  @Test(
    "what is written out in the client's own dialect reads as the same messages", arguments: bodies.indices)
  func identity(_ index: Int) async throws {
    let (body, dialect) = Self.bodies[index]
    let before = try dialect.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let after = try RecordedRequest(of: try await contents(body, dialect)).chat
    #expect(after.messages.map(\.fingerprint) == before.messages.map(\.fingerprint))
    #expect(after.system.map { Array($0.bytes) } == before.system.map { Array($0.bytes) })
    #expect(after.tools.map { Array($0.bytes) } == before.tools.map { Array($0.bytes) })
  }

  @Test("the messages of every client are shown in parts", arguments: bodies.indices)
  func shown(_ index: Int) async throws {
    let (body, dialect) = Self.bodies[index]
    let contents = try await contents(body, dialect)
    let reports = (contents.messages + contents.answer).map {
      MessageReport($0, dialect: contents.record.dialect)
    }
    #expect(reports.map(\.role) == ["user", "assistant"])
    #expect(reports.flatMap(\.parts) == [.text("Hi"), .text("Done.")])
  }
}
