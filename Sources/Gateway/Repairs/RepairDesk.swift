import Conversations
import Dialects
import Reactor
import Upstream

/// Repairs requests that backends refuse for their form, each in one way once, and remembers what has helped.
@LoopActor
final class RepairDesk {
  /// The most repairs that one request is given: each costs a call.
  nonisolated static let mostRepairs = 4

  private var memory = RepairMemory()

  /// A desk that has learned nothing yet.
  init() {}

  /// A request with the repairs that have helped others on the same way.
  ///
  /// - Parameters:
  ///   - session: the session it belongs to.
  ///   - reasoning: what is remembered of the conversation's reasoning.
  func repaired(
    _ encoded: EncodedRequest, for target: Target, in session: SessionID,
    reasoning: KnownReasoning = KnownReasoning()
  ) -> EncodedRequest {
    memory.repairs(for: target.name, in: session).reduce(encoded) { encoded, repair in
      encoded.repaired(by: repair, in: target.dialect, reasoning: reasoning) ?? encoded
    }
  }

  /// Whether a refusal may be repaired, so that the client need not hear of it.
  ///
  /// - Parameter made: the repairs that were made of the request since it was first sent.
  func canRepair(_ error: UpstreamError, after made: [RequestRepair]) -> Bool {
    guard let repair = error.repair else { return false }
    return made.count < Self.mostRepairs && !made.contains(repair)
  }

  /// A refused request, repaired; nil when nothing would change, or it was repaired so before.
  func repaired(
    _ encoded: EncodedRequest, for target: Target, after error: UpstreamError, made: inout [RequestRepair],
    reasoning: KnownReasoning = KnownReasoning()
  ) -> EncodedRequest? {
    guard canRepair(error, after: made), let repair = error.repair,
      let repaired = encoded.repaired(by: repair, in: target.dialect, reasoning: reasoning)
    else { return nil }
    made.append(repair)
    return repaired
  }

  /// Remembers the repairs of a request that was answered then.
  func remember(_ made: [RequestRepair], for target: Target, in session: SessionID) {
    for repair in made { memory.remember(repair, for: target.name, in: session) }
  }
}

extension EncodedRequest {
  /// The request with a repair made; nil when it changes nothing.
  fileprivate func repaired(
    by repair: RequestRepair, in dialect: DialectName, reasoning: KnownReasoning
  ) -> EncodedRequest? {
    guard let old = RepairableBody(body, in: dialect, reasoning: reasoning) else { return nil }
    var repaired = self
    repaired.body = old.bytes(after: repair)
    if case .stream = repair { repaired.isStreamed = true }
    if case .retry = repair { return repaired }
    guard repaired.body != body else { return nil }
    repaired.notes.append(repair.note)
    return repaired
  }
}
