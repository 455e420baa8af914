import Conversations
import Dialects
import Routing
import Testing
import Wire

@testable import Gateway

@Suite("The notes of a turn")
struct TurnNotingTests {
  private func turn() throws -> Turn {
    let body = Array(#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#.utf8)
    let request = try AnthropicMessages().read(JSONDocument(parsing: body), fields: HTTPFields())
    let state = SessionState(session: SessionID("s"), branch: 0, placement: .new, knownMessages: 0)
    return Turn(state: state, kind: .main, request: request, receivedAt: 0, requestBytes: body.count)
  }

  @Test("an exchange that was cut for its length is no client that went away", arguments: [200, 0])
  func expiry(status: Int) throws {
    var turn = try turn()
    turn.status = status
    turn.timings.end = 3_600_400_000_000
    turn.failure = TurnFailure(type: "cancelled", message: "the call was cancelled")
    turn.noteExpiry()
    #expect(turn.outcome == (status == 0 ? .failed : .cut))
    #expect(
      turn.failure
        == TurnFailure(
          type: "timed-out", message: "the answer was not complete after 3600 s and was cut"))
  }

  @Test(
    "targets that a policy passes over are the first of the turn's, but for those that are not configured")
  func skipped() throws {
    var turn = try turn()
    turn.routing.token = "ci"
    let decision = RouteDecision(
      targets: [], tier: "primary", rule: "rule 2", isNamed: false, isLocalOnly: true,
      skipped: [
        SkippedTarget(target: "gone/m", cause: .notConfigured, reason: "there is none"),
        SkippedTarget(target: "vendor/org/m", cause: .notLocal, reason: "it is not local"),
      ], notes: ["there is no tier 'fast'"])
    turn.note(
      decision, Classification(kind: .main, mark: "no mark", complexity: .moderate), at: 5)
    #expect(
      turn.hops == [
        TurnAttempt(
          backend: "vendor", model: "org/m", outcome: .skipped, start: 5, end: 5,
          failure: TurnFailure(type: "not-local", message: "it is not local"))
      ])
    #expect(
      turn.routing
        == TurnRouting(
          tier: "primary", complexity: "moderate", evidence: ["no mark", "there is no tier 'fast'"],
          isLocalOnly: true, token: "ci"))
  }

  @Test("an answer too long to be kept whole is said to be", arguments: [false, true])
  func shortened(isLong: Bool) throws {
    var answer = Answer(keeping: isLong ? 100 : 1_000)
    let rest: [StreamEvent] = [
      .delta(.text([UInt8](repeating: 0x78, count: 200))),
      .finished(.endTurn, usage: PartialUsage(output: 3)),
    ]
    for event in [.partStarted(.text)] + rest { answer.append(event) }
    var turn = try turn()
    turn.notes = ["image replaced by a note"]
    turn.note(answer, recordedAs: AnthropicMessages().recorded(answer))
    #expect(
      turn.notes == ["image replaced by a note"]
        + (isLong ? ["the answer is recorded to its first 64 MiB"] : []))
    #expect(turn.answer != nil && turn.stopReason == .endTurn && turn.usage == Usage(output: 3))
  }

  @Test("like notes are kept once with their number, in the order of their first")
  func likeNotes() {
    #expect(Turn.summary(of: []).isEmpty)
    #expect(Turn.summary(of: ["b", "a", "b", "b"]) == ["b (3 times)", "a"])
  }

  @Test("neither many notes nor long ones are kept without end")
  func bounds() {
    let many = Turn.summary(of: (0..<1000).map { "note \($0)" })
    #expect(many.count == Turn.mostNotes + 1)
    #expect(many.last == "and \(1000 - Turn.mostNotes) more")
    let long = Turn.summary(of: [String(repeating: "x", count: 1_000_000)])
    #expect(long == [String(repeating: "x", count: Turn.longestNote) + "…"])
  }
}
