import Conversations
import Dialects
import Reactor
import Routing
import Server
import Store
import Upstream
import Wire

/// The path of a chat request, its stations in order: decode, recall, classify, route, claim, plan, open, relay, settle.
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
  private let transport: CurlTransport
  private let bodies: BodyReader
  private let preparation: Preparation
  private let digests: DigestWriter
  private let places: Places
  /// How long a client that waits for a local model may hear nothing.
  private let patience: Duration

  /// A pipeline over the gateway's parts.
  init(
    store: ConversationStore, backends: BackendDirectory,
    transport: CurlTransport, bodies: BodyReader, preparation: Preparation, digests: DigestWriter,
    places: Places, patience: Duration
  ) {
    self.store = store
    self.backends = backends
    self.transport = transport
    self.bodies = bodies
    self.preparation = preparation
    self.digests = digests
    self.places = places
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
    let classification = RequestClassifier.classify(dialect.shape(of: request), client: request.client)
    let state = await recall(request, kind: classification.kind)
    var turn = Turn(
      state: state, kind: classification.kind, request: request, receivedAt: WallClock.milliseconds(),
      requestBytes: request.document.bytes.count)
    reply.state("x-ctxgw-session", state.session.text)

    let stream = request.wantsStream ? AnswerStream(to: reply, of: client, patience: patience) : nil
    do throws(ClientError) {
      try await answer(client, reply, stream, &turn)
    } catch {
      turn.note(error)
      if !reply.isClientGone { refuse(error, request, reply, stream) }
    }
    settle(&turn, reply)
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

  /// Route, claim, plan, open and relay. A failure is thrown only while the client has been sent nothing.
  private func answer(
    _ client: ClientRequest, _ reply: Reply, _ stream: AnswerStream?, _ turn: inout Turn
  ) async throws(ClientError) {
    let destination = try await backends.route(client)
    turn.target = destination.target
    turn.rule = destination.rule
    reply.state("x-ctxgw-target", destination.target.name)

    try places.enter()
    defer { places.leave() }
    var attempt = try await prepared(client, destination, turn)
    var repairs: [RequestRepair] = []
    var isRefitted = false
    while true {
      let refusal: UpstreamError
      do throws(UpstreamError) {
        return try await send(attempt, after: repairs, reply, stream, &turn)
      } catch {
        refusal = error
      }
      if let repaired = preparation.repaired(attempt, after: refusal, made: &repairs) {
        attempt = repaired
      } else if !isRefitted, preparation.contexts.learn(refusal, of: attempt) {
        // The prompt was thought to fit and did not.
        isRefitted = true
        attempt = try await prepared(client, destination, turn, overflowed: true)
      } else {
        throw attempt.clientError(for: refusal)
      }
    }
  }

  private func prepared(
    _ client: ClientRequest, _ destination: Destination, _ turn: Turn, overflowed: Bool = false
  ) async throws(ClientError) -> Attempt {
    try await preparation.attempt(
      client, to: destination, at: turn.state, kind: turn.kind, overflowed: overflowed)
  }

  /// Opens and relays, and keeps what the backend has taken.
  ///
  /// - Parameter repairs: those that were made of the request since it was first sent.
  private func send(
    _ attempt: Attempt, after repairs: [RequestRepair], _ reply: Reply, _ stream: AnswerStream?,
    _ turn: inout Turn
  ) async throws(UpstreamError) {
    stream?.expect(attempt)
    turn.begin(attempt)
    reply.state("x-ctxgw-attempts", String(turn.attempts))
    reply.state("x-ctxgw-context", attempt.contextHeader)
    do throws(UpstreamError) {
      let response = try await open(attempt)
      turn.timings.head = reply.age
      try await Delivery(
        attempt: attempt, response: response, reply: reply, stream: stream, reasoning: preparation.reasoning,
        isRepairable: { [preparation] in preparation.repairs.canRepair($0, after: repairs) }
      ).run(&turn)
    } catch {
      turn.note(error, of: attempt)
      backends.note(error, of: attempt.destination.target)
      throw error
    }
    // A refusal in the client's own words has been passed on as it came.
    guard turn.failure == nil || turn.outcome == .cut else { return }
    backends.noteAnswer(to: attempt)
    preparation.contexts.keep(attempt, &turn)
    preparation.repairs.remember(repairs, for: attempt.destination.target, in: turn.state.session)
    digests.write(of: attempt)
  }

  private func open(_ attempt: Attempt) async throws(UpstreamError) -> TransportResponse {
    do throws(TransportError) {
      return try await transport.open(attempt.call)
    } catch {
      throw UpstreamError(error)
    }
  }

  private func settle(_ turn: inout Turn, _ reply: Reply) {
    turn.status = reply.status
    turn.responseBytes = reply.sentBytes
    turn.timings.end = reply.age
    if turn.outcome != .completed {
      if reply.hasExpired { turn.noteExpiry() } else if reply.isClientGone { turn.outcome = .clientGone }
    }
    store.settle(turn)
  }
}
