import Conversations
import Dialects
import Reactor
import Routing
import Store
import Upstream
import Wire

/// Has the targets of a chain answer a request, one after the other until one does: plan, claim, open and relay, once for
/// each. Every target has its own window and its own words, and gets the conversation as the client sent it made to fit
/// just that.
@LoopActor
struct Failover {
  let backends: BackendDirectory
  let transport: CurlTransport
  let preparation: Preparation
  let digests: DigestWriter
  let health: HealthBoard

  /// Answers a request. A failure is thrown only while the client has been sent nothing of an answer.
  ///
  /// - Parameter decision: the targets.
  func answer(
    _ client: ClientRequest, by decision: RouteDecision, _ reply: Reply, _ stream: AnswerStream?,
    _ turn: inout Turn
  ) async throws(ChainFailure) {
    var failure = ChainFailure()
    var chain = TargetChain(decision.targets)
    while let link = chain.next() {
      stream?.isTargetCertain = !chain.hasMore
      let start = reply.age
      do throws(HopFailure) {
        let hop = Hop(failover: self, client: client, decision: decision, reply: reply, stream: stream)
        try await hop.run(link, &turn)
        return turn.note(link.target, .answered, since: start, until: reply.age)
      } catch {
        turn.note(
          link.target, error.wasAsked ? .failed : .skipped, since: start, until: reply.age,
          because: error.record)
        failure.note(error, of: link.target.name)
        chain.note(error, of: link)
        guard error.letsOthersTry, !reply.isClientGone else { break }
      }
    }
    throw failure
  }
}

extension Turn {
  /// Notes what became of a target.
  fileprivate mutating func note(
    _ target: Target, _ outcome: TurnAttempt.Outcome, since start: UInt64, until end: UInt64,
    because failure: TurnFailure? = nil
  ) {
    hops.append(
      TurnAttempt(
        backend: target.backend, model: target.model, outcome: outcome, start: start, end: end,
        failure: failure))
  }
}
