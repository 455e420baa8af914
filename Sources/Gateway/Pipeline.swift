import Conversations
import Dialects
import Reactor
import Routing
import Server
import Store
import Upstream
import Wire

/// The path of a chat request, its stations in order: decode, recall, classify, route; plan, claim, open and relay, once
/// for each target until one answers (`Failover`, `Hop`); settle.
///
/// (Before them stands admission, in `Server` and `AccessPolicy`.) Each station takes the values of those before it and
/// gives one more; what each concluded ends up in the `Turn` that is settled, whatever the outcome. A client that
/// hangs up cancels the task that runs here, and with it the call to the backend.
@LoopActor
final class Pipeline {
  /// How long the disk may take to say which session a request belongs to.
  private static let recallMilliseconds = 1_000

  private let store: ConversationStore
  private let backends: BackendDirectory
  private let bodies: BodyReader
  private let failover: Failover
  private let places: Places
  private let budgets: TokenBudgets
  /// How long a client that waits for a local model may hear nothing.
  private let patience: Duration

  /// A pipeline over the gateway's parts.
  init(
    store: ConversationStore, backends: BackendDirectory, bodies: BodyReader, failover: Failover,
    places: Places, budgets: TokenBudgets, patience: Duration
  ) {
    self.store = store
    self.backends = backends
    self.bodies = bodies
    self.failover = failover
    self.places = places
    self.budgets = budgets
    self.patience = patience
  }

  /// Answers one request and writes down what happened.
  ///
  /// - Parameter dialect: the one the client speaks.
  func run(_ exchange: ServerExchange, _ admission: Admission, in dialect: any ClientDialect) async {
    let reply = Reply(exchange, dialect: dialect)
    let client: ClientRequest
    do throws(ClientError) {
      switch try await bodies.decode(exchange, admission, in: dialect) {
      case .request(let request): client = request
      case .answered(let body): return reply.respond(dialect.wholeHead, body: body)
      }
    } catch {
      return reply.refuse(error)
    }
    let request = client.chat
    let classification = backends.classify(client)
    let state = await recall(request, kind: classification.kind)
    var turn = Turn(
      state: state, kind: classification.kind, request: request, receivedAt: WallClock.milliseconds(),
      requestBytes: request.document.bytes.count)
    turn.routing.token = admission.tokenName
    reply.state("x-ctxgw-session", state.session.text)

    let stream = request.wantsStream ? AnswerStream(to: reply, of: client, patience: patience) : nil
    do throws(ClientError) {
      if let refusal = try await answer(client, classification, reply, stream, &turn) {
        reply.respond(refusal.head, body: refusal.body)
      }
    } catch {
      turn.note(error)
      if !reply.isClientGone { refuse(error, request, reply, stream) }
    }
    settle(&turn, reply)
    budgets.note(turn, by: admission.grant)
  }

  private func refuse(_ error: ClientError, _ request: ChatRequest, _ reply: Reply, _ stream: AnswerStream?) {
    if let stream, stream.isCommitted { stream.fail(error) } else { reply.refuse(error, about: request) }
  }

  private func recall(_ request: ChatRequest, kind: RequestKind) async -> SessionState {
    if let known = store.recallKnown(request, kind: kind) { return known }
    // A disk that does not answer costs the request its history, not its answer.
    return await withDeadline(milliseconds: Self.recallMilliseconds) { [store] in
      await store.recall(request, kind: kind)
    }
  }

  /// Route, then plan, claim, open and relay for one target after the other; where the policy has it so, a little request is
  /// answered here instead. A failure is thrown only while the client has
  /// been sent nothing of an answer.
  ///
  /// - Returns: a backend's refusal that the client is to be sent as it came; nil where it was answered.
  private func answer(
    _ client: ClientRequest, _ classification: Classification, _ reply: Reply, _ stream: AnswerStream?,
    _ turn: inout Turn
  ) async throws(ClientError) -> Refusal? {
    if backends.policy(for: client).answeredHere.contains(classification.kind),
      let here = LocalAnswer(to: client, as: classification)
    {
      here.send(reply, &turn)
      return nil
    }
    try await budgets.check(client.admission.grant)
    let decision = try await backends.decide(client, classification, at: turn.state)
    turn.note(decision, classification, at: reply.age)
    reply.state("x-ctxgw-tier", decision.tier)
    let place = try places.enter(
      Places.Exchange(
        session: turn.state.session, kind: turn.kind, model: client.chat.model, receivedAt: turn.receivedAt,
        reply: reply))
    defer { places.leave(place) }
    do throws(ChainFailure) {
      try await failover.answer(client, by: decision, reply, stream, &turn)
      return nil
    } catch {
      if stream?.isCommitted != true, let refusal = error.refusal { return refusal }
      throw error.clientError
    }
  }

  private func settle(_ turn: inout Turn, _ reply: Reply) {
    turn.status = reply.status
    turn.responseBytes = reply.sentBytes
    turn.timings.end = reply.age
    if turn.outcome != .completed {
      if reply.hasExpired {
        turn.noteExpiry()
      } else if reply.isCutShort {
        turn.noteStop()
      } else if reply.isClientGone {
        turn.outcome = .clientGone
      }
    }
    store.settle(turn)
  }
}
