import Conversations
import Dialects
import Reactor
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("The repair of requests")
struct RepairDeskTests {
  private let vendor = Backend(name: "v", kind: .openai)
  private let session = SessionID("s1")

  init() { LoopActor.shared.loop.start() }

  private func refusal(_ message: String) -> UpstreamError {
    UpstreamError(
      status: 400, fields: HTTPFields(), body: Array(#"{"error":{"message":"\#(message)"}}"#.utf8))
  }

  private func text(_ body: [UInt8]?) -> String { String(decoding: body ?? [], as: UTF8.self) }

  @Test("a refused request is repaired, and what has helped is done to later ones at once")
  func remembered() async throws {
    let desk = await RepairDesk()
    let attempt = try attempt(to: vendor, body: Array(#"{"temperature":1,"store":true,"messages":[]}"#.utf8))
    let target = attempt.destination.target
    var made: [RequestRepair] = []
    let error = refusal("temperature is not supported")
    let repaired = await desk.repaired(attempt.encoded, for: target, after: error, made: &made)
    #expect(text(repaired?.body) == #"{"store":true,"messages":[]}"#)
    #expect(repaired?.notes.last == RequestRepair.dropSampling.note)
    #expect(await desk.repaired(attempt.encoded, for: target, in: session).body == attempt.encoded.body)
    await desk.remember(made, for: target, in: session)
    let later = await desk.repaired(attempt.encoded, for: target, in: SessionID("s2"))
    #expect(text(later.body) == #"{"store":true,"messages":[]}"#)
    let other = try self.attempt(to: vendor, model: "n").destination.target
    #expect(await desk.repaired(attempt.encoded, for: other, in: session).body == attempt.encoded.body)
  }

  private func attempt(to backend: Backend, model: String = "m", body: [UInt8]? = nil) throws -> Attempt {
    try GatewayTests.attempt(to: backend, model: model, body: body)
  }

  @Test("no request is repaired twice in one way, more than four times, or where nothing would change")
  func bounded() async throws {
    let desk = await RepairDesk()
    let fields = (0..<9).map { #""x\#($0)":1"# }.joined(separator: ",")
    let attempt = try attempt(to: vendor, body: Array("{\(fields)}".utf8))
    let target = attempt.destination.target
    var made: [RequestRepair] = []
    for index in 0..<9 {
      let error = refusal("x\(index): Extra inputs are not permitted")
      let repaired = await desk.repaired(attempt.encoded, for: target, after: error, made: &made)
      #expect((repaired != nil) == (index < RepairDesk.mostRepairs))
      #expect(await desk.repaired(attempt.encoded, for: target, after: error, made: &made) == nil)
    }
    made = []
    let error = refusal("top_p is not supported")
    #expect(await desk.repaired(attempt.encoded, for: target, after: error, made: &made) == nil)
    #expect(made.isEmpty)
  }

  @Test("what is wrong with one history is remembered for its session, and what a moment brought not at all")
  func scopes() {
    var memory = RepairMemory()
    for repair: RequestRepair in [
      .dropReasoning(forGood: false), .dropReasoning(forGood: true), .retry, .limitOutputToRoom(tokens: 9),
      .stopThinking(forGood: false), .limitOutput(tokens: 9), .limitOutput(tokens: 7),
    ] { memory.remember(repair, for: "v/m", in: session) }
    #expect(
      memory.repairs(for: "v/m", in: session)
        == [.dropReasoning(forGood: true), .limitOutput(tokens: 7), .dropReasoning(forGood: false)])
    #expect(
      memory.repairs(for: "v/m", in: SessionID("s2"))
        == [.dropReasoning(forGood: true), .limitOutput(tokens: 7)])
    #expect(memory.repairs(for: "v/n", in: session).isEmpty)
  }

  @Test("the memory is bounded, and what is used stays")
  func memoryBounds() {
    var memory = RepairMemory()
    for index in 0..<RepairMemory.mostRepairs * 2 {
      memory.remember(.dropField(["x\(index)"]), for: "v/m", in: session)
    }
    #expect(memory.repairs(for: "v/m", in: session).count == RepairMemory.mostRepairs)
    for index in 0..<RepairMemory.mostPlaces * 2 {
      memory.remember(.dropSampling, for: "v/\(index)", in: session)
      #expect(!memory.repairs(for: "v/m", in: session).isEmpty)
    }
    #expect(memory.repairs(for: "v/0", in: session).isEmpty)
  }
}
