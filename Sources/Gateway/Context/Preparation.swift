import ContextEngine
import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Makes attempts: fits a request to its target, puts it into the target's words and, where the backend counts exactly
/// and the estimate may be wrong enough to matter, has it counted before it is sent.
@LoopActor
struct Preparation {
  /// How often a prompt that was counted and found too long is made anew. Each count teaches, so the second fits.
  private static let mostCounts = 3

  let contexts: ContextDesk
  let reasoning: ReasoningShelf
  let repairs: RepairDesk
  let slots: SlotDesk
  let count: ExactCount

  /// An attempt to send a request to a destination.
  ///
  /// - Parameters:
  ///   - overflowed: whether the backend has refused the attempt before as too long.
  ///   - resumption: what another target has given of the answer; nil for one that begins.
  func attempt(
    _ client: ClientRequest, to destination: Destination, at state: SessionState, kind: RequestKind,
    overflowed: Bool = false, resuming resumption: Resumption? = nil
  ) async throws(ClientError) -> Attempt {
    var overflowed = overflowed
    let known = await reasoning.known(at: state, to: destination.backend)
    for round in 1... {
      let fitting = try await contexts.fit(
        client, to: destination, at: state, overflowed: overflowed)
      let destination = fitting.map { destination.holding($0.report.window) } ?? destination
      let plan = fitting?.plan ?? .untouched
      let encoded = try await destination.encode(
        client, following: resumption?.added(to: plan, ofMessages: client.chat.messages.count) ?? plan,
        reasoning: known)
      let repaired = repairs.repaired(
        encoded, for: destination.target, in: state.session, reasoning: known)
      let pinned = slots.pinned(repaired, of: client, to: destination, at: state, kind: kind)
      let attempt = Attempt(client, to: destination, pinned, fitting: fitting, reasoning: known)
      guard let fitting, round < Self.mostCounts, await isTooLong(attempt, fitting) else {
        try OllamaAdmission.check(PromptEstimate(promptTokens: encoded.promptTokens), for: destination.target)
        return attempt
      }
      overflowed = true
    }
    preconditionFailure("the last round returns")
  }

  /// A refused attempt with the request in other words; nil where none are known that would help.
  ///
  /// - Parameter made: the repairs that were made since the request was first sent.
  func repaired(
    _ attempt: Attempt, after refusal: UpstreamError, made: inout [RequestRepair]
  ) -> Attempt? {
    repairs.repaired(
      attempt.encoded, for: attempt.destination.target, after: refusal, made: &made,
      reasoning: attempt.reasoning
    ).map(attempt.sending)
  }

  /// Whether the backend counts more than may be sent.
  private func isTooLong(_ attempt: Attempt, _ fitting: Fitting) async -> Bool {
    guard let path = attempt.destination.backend.kind.paths.count, !attempt.isVerbatim,
      contexts.wantsExactCount(of: fitting),
      let counted = await count.answer(to: attempt.asking(path))?.tokens
    else { return false }
    contexts.learn(reported: counted, of: fitting)
    return counted > fitting.report.limit
  }
}
