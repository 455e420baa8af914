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

  /// What is done about failing targets.
  let resilience: ResilienceSettings

  /// Answers a request. A failure is thrown only while the client has been sent nothing of an answer.
  ///
  /// - Parameter decision: the targets.
  func answer(
    _ client: ClientRequest, by decision: RouteDecision, _ reply: Reply, _ stream: AnswerStream?,
    _ turn: inout Turn
  ) async throws(ChainFailure) {
    var failure = ChainFailure()
    var broken: BrokenAnswer?
    var resumption: Resumption?
    var chain = TargetChain(decision.targets)
    while let link = chain.next() {
      stream?.isTargetCertain = !chain.hasMore
      stream?.mayBeResumed = resilience.resumes && chain.hasMore
      let start = reply.age
      let hop = Hop(
        failover: self, client: client, decision: decision, reply: reply, stream: stream,
        hasNext: chain.hasMore, resumption: resumption)
      do throws(HopFailure) {
        broken = try await hop.run(link, &turn)
        turn.note(link.target, broken, since: start, until: reply.age)
        guard let cut = broken, stream?.mayBeResumed == true else { return }
        resumption = Resumption(of: cut.answer)
        guard resumption != nil else { break }
      } catch {
        turn.note(link.target, error, since: start, until: reply.age)
        failure.note(error, of: link.target.name)
        chain.note(error, of: link)
        guard error.letsOthersTry, !reply.isClientGone else { break }
      }
    }
    guard let broken else { throw failure }
    turn.noteBreak(broken)
    stream?.fail(broken.told)
  }
}

extension Turn {
  /// Notes that a target has answered, if only in part.
  fileprivate mutating func note(
    _ target: Target, _ broken: BrokenAnswer?, since start: UInt64, until end: UInt64
  ) {
    hops.append(
      TurnAttempt(
        backend: target.backend, model: target.model, outcome: broken == nil ? .answered : .failed,
        start: start, end: end,
        failure: broken.map { TurnFailure(type: $0.error.reason.word, message: $0.told.message) }))
  }

  /// Notes that a target has not answered.
  fileprivate mutating func note(
    _ target: Target, _ failure: HopFailure, since start: UInt64, until end: UInt64
  ) {
    hops.append(
      TurnAttempt(
        backend: target.backend, model: target.model, outcome: failure.wasAsked ? .failed : .skipped,
        start: start, end: end, failure: failure.record))
  }

  /// Notes that nobody has finished an answer that broke off.
  fileprivate mutating func noteBreak(_ broken: BrokenAnswer) {
    outcome = .cut
    failure = TurnFailure(type: broken.error.reason.word, message: broken.told.message)
  }
}
