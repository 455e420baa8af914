import Conversations
import Dialects
import Reactor
import Routing
import Store
import Upstream

/// One target's turn to answer a request: it is planned for, claimed, asked, and asked again where that helps.
@LoopActor
struct Hop {
  let failover: Failover
  let client: ClientRequest
  let decision: RouteDecision
  let reply: Reply
  let stream: AnswerStream?
  /// Whether another target follows, as far as can be told now.
  let hasNext: Bool
  /// What another target has given of the answer; nil when it begins here.
  let resumption: Resumption?

  private var preparation: Preparation { failover.preparation }

  /// Brings the target's answer to the client.
  ///
  /// - Returns: an answer that broke off; nil when it was delivered, or the client has gone.
  func run(_ link: TargetChain.Link, _ turn: inout Turn) async throws(HopFailure) -> BrokenAnswer? {
    // The plan comes before the wait for a place: that a prompt is too long is told at once, and as an error of its own.
    var attempt = try await planned(link, isClaimed: false, &turn)
    // Whoever waits for a place is shown signs of life like one who waits for an answer.
    stream?.expect(attempt)
    let permit = try await permit(for: claim(on: attempt.destination, link, turn.kind))
    if permit.hasWaited {
      // The conversation may have gone on in the meantime, and what was planned on with it.
      attempt = try await planned(link, isClaimed: true, &turn)
      stream?.expect(attempt)
    }
    return try await send(attempt.using(permit.backend), to: link, under: permit, &turn)
  }

  /// A plan for the target as it is now.
  ///
  /// - Parameter isClaimed: whether the target is ours by now, so that nothing holds it.
  private func planned(
    _ link: TargetChain.Link, isClaimed: Bool, _ turn: inout Turn
  ) async throws(HopFailure) -> Attempt {
    let destination = await failover.backends.destination(of: link.target, by: decision)
    turn.target = destination.target
    reply.state("x-ctxgw-target", destination.target.name)
    try await check(destination, link)
    // A plan for a target that is left alone would be made for nobody.
    if !isClaimed { try checkHolds(of: claim(on: destination, link, turn.kind)) }
    return try await prepared(destination, turn)
  }

  private func check(_ destination: Destination, _ link: TargetChain.Link) async throws(HopFailure) {
    do throws(ClientError) {
      try destination.checkReach()
      try await failover.backends.checkTools(of: client, for: destination.target)
    } catch {
      throw .unsuited(error)
    }
    if let floor = link.floor, let window = destination.target.window?.tokens, window <= floor {
      throw .unfit(
        ClientError(
          .contextOverflow(prompt: nil, limit: window),
          "\(destination.target.name): its window of \(window) tokens is no larger than one that was too small",
          shouldRetry: false))
    }
  }

  private func checkHolds(of claim: Claim) throws(HopFailure) {
    do throws(Held) {
      try failover.health.check(claim)
    } catch {
      throw .held(error)
    }
  }

  private func prepared(
    _ destination: Destination, _ turn: Turn, overflowed: Bool = false
  ) async throws(HopFailure) -> Attempt {
    do throws(ClientError) {
      return try await preparation.attempt(
        client, to: destination, at: turn.state, kind: turn.kind, overflowed: overflowed, resuming: resumption
      )
    } catch {
      if case .contextOverflow = error.kind { throw .unfit(error) }
      throw .unsuited(error)
    }
  }

  private func claim(
    on destination: Destination, _ link: TargetChain.Link, _ kind: RequestKind
  ) -> Claim {
    Claim(
      backend: destination.backend, model: destination.target.model, kind: kind,
      slots: destination.slots, isLastResort: link.isLastResort)
  }

  private func permit(for claim: Claim) async throws(HopFailure) -> Permit {
    do throws(Held) {
      return try await failover.health.claim(claim)
    } catch {
      throw .held(error)
    }
  }

  /// Sends until there is an answer, or nothing helps any more.
  private func send(
    _ first: Attempt, to link: TargetChain.Link, under permit: Permit, _ turn: inout Turn
  ) async throws(HopFailure) -> BrokenAnswer? {
    var attempt = first
    var repairs: [RequestRepair] = []
    var retries = RetrySchedule(mostRetries: failover.resilience.retries, hasNext: hasNext)
    var loading: LoadWait?
    var isRefitted = false
    while true {
      let failure: SendingFailure
      do throws(SendingFailure) {
        return try await sendOnce(attempt, under: permit, after: repairs, &turn)
      } catch {
        failure = error
      }
      if let repaired = preparation.repaired(attempt, after: failure.error, made: &repairs) {
        attempt = repaired
      } else if !isRefitted, preparation.contexts.learn(failure.error, of: attempt) {
        // The prompt was thought to fit and did not.
        isRefitted = true
        attempt = try await prepared(attempt.destination, turn, overflowed: true)
      } else if failure.error.advice.waitsForLoad, await waitForLoad(at: permit.backend, &loading) {
        // Only now is there a window to be told of.
        attempt = try await planned(link, isClaimed: true, &turn).using(permit.backend)
      } else if let wait = retries.pause(after: failure.error, random: .random(in: 0...1)) {
        await pause(milliseconds: wait)
      } else {
        let error = attempt.concealingKeys(in: failure.error)
        permit.fail(error)
        throw .failed(error, told: attempt.clientError(for: failure.error), failure.refusal)
      }
      stream?.expect(attempt)
    }
  }

  /// Waits until a server has loaded its model, as far as it tells. Returns whether the request is to be sent again.
  private func waitForLoad(at backend: Backend, _ loading: inout LoadWait?) async -> Bool {
    var wait = loading ?? LoadWait(at: reply.age)
    defer { loading = wait }
    guard let rest = wait.rest(at: reply.age),
      await failover.health.waitUntilReady(backend, atMost: rest)
    else { return false }
    await pause(milliseconds: wait.pause())
    return !reply.isClientGone
  }

  /// Opens and relays, and keeps what the backend has taken.
  ///
  /// - Parameter repairs: those that were made of the request since it was first sent.
  private func sendOnce(
    _ attempt: Attempt, under permit: Permit, after repairs: [RequestRepair], _ turn: inout Turn
  ) async throws(SendingFailure) -> BrokenAnswer? {
    turn.begin(attempt)
    reply.state("x-ctxgw-attempts", String(turn.attempts))
    reply.state("x-ctxgw-context", attempt.contextHeader)
    let sentAt = reply.age
    let broken: BrokenAnswer?
    do throws(SendingFailure) {
      let response = try await open(attempt)
      turn.timings.head = reply.age
      permit.note(response.fields)
      broken = try await Delivery(
        attempt: attempt, response: response, reply: reply, stream: stream, reasoning: preparation.reasoning,
        resumption: resumption
      ).run(&turn)
    } catch {
      turn.note(error.error, of: attempt)
      failover.backends.note(error.error, of: attempt.destination.target)
      throw error
    }
    note(turn, under: permit, since: sentAt)
    failover.backends.noteAnswer(to: attempt)
    preparation.contexts.keep(attempt, &turn)
    preparation.repairs.remember(repairs, for: attempt.destination.target, in: turn.state.session)
    failover.digests.write(of: attempt)
    return broken
  }

  /// Says how it went. What breaks off after it has begun counts as a failure too; that the client goes away, or the gateway
  /// stops, does not.
  private func note(_ turn: Turn, under permit: Permit, since sentAt: UInt64) {
    switch turn.outcome {
    case .completed:
      permit.succeed(
        usage: turn.usage,
        firstEvent: stream == nil ? nil : turn.timings.firstEvent.map { $0 - min(sentAt, $0) },
        whole: reply.age - sentAt)
    case .cut where !reply.isCutShort:
      permit.charge(turn.usage)
      permit.fail(.streamCut)
    case .cut, .clientGone: permit.charge(turn.usage)
    case .failed: break
    }
  }

  private func open(_ attempt: Attempt) async throws(SendingFailure) -> TransportResponse {
    do throws(TransportError) {
      return try await failover.transport.open(attempt.call)
    } catch {
      throw SendingFailure(UpstreamError(error))
    }
  }
}
