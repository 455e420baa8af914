import Conversations
import Dialects
import Reactor
import Routing
import Server
import Store
import Upstream
import Wire

/// The path of a chat request, its stations in order: decode, recall, classify, route, claim, open, relay, settle.
///
/// (Before them stands admission, in `Server` and `AccessPolicy`.) Each station takes the values of those before it and
/// gives one more; what each concluded ends up in the `Turn` that is settled, whatever the outcome. A client that
/// hangs up cancels the task that runs here, and with it the call to the backend.
@LoopActor
final class Pipeline {
  /// How long the disk may take to say which session a request belongs to.
  private static let recallMilliseconds = 1_000

  private let dialect: AnthropicMessages
  private let store: ConversationStore
  private let backends: BackendDirectory
  private let transport: CurlTransport
  private let bodies: BodyReader
  private let places: Places

  /// A pipeline over the gateway's parts.
  init(
    dialect: AnthropicMessages, store: ConversationStore, backends: BackendDirectory,
    transport: CurlTransport, bodies: BodyReader, places: Places
  ) {
    self.dialect = dialect
    self.store = store
    self.backends = backends
    self.transport = transport
    self.bodies = bodies
    self.places = places
  }

  /// Answers one request and writes down what happened.
  func run(_ exchange: ServerExchange, _ admission: Admission) async {
    let reply = Reply(exchange, dialect: dialect)
    let request: ChatRequest
    do throws(ClientError) {
      request = try await bodies.decode(exchange, admission)
    } catch {
      return reply.refuse(error)
    }
    let classification = RequestClassifier.classify(dialect.shape(of: request), client: request.client)
    let state = await recall(request, kind: classification.kind)
    var turn = Turn(
      state: state, kind: classification.kind, request: request, receivedAt: WallClock.milliseconds(),
      requestBytes: request.document.bytes.count)
    reply.state("x-ctxgw-session", state.session.text)

    do throws(ClientError) {
      try await answer(request, exchange.request, admission, reply, &turn)
    } catch {
      turn.note(error)
      if !reply.isClientGone { reply.refuse(error) }
    }
    settle(&turn, reply)
  }

  private func recall(_ request: ChatRequest, kind: RequestKind) async -> SessionState {
    if let known = store.recallKnown(request, kind: kind) { return known }
    // A disk that does not answer costs the request its history, not its answer.
    return await withDeadline(milliseconds: Self.recallMilliseconds) { [store] in
      await store.recall(request, kind: kind)
    }
  }

  /// Route, claim, open and relay. A failure is thrown only while the client has been sent nothing.
  private func answer(
    _ request: ChatRequest, _ sent: HTTPRequest, _ admission: Admission, _ reply: Reply, _ turn: inout Turn
  ) async throws(ClientError) {
    let destination = try await backends.route(request, admission)
    turn.target = destination.target
    turn.rule = destination.rule
    reply.state("x-ctxgw-target", destination.target.name)

    try places.enter()
    defer { places.leave() }
    let encoded = try await destination.encode(request, spokenBy: dialect)
    turn.note(encoded)
    let attempt = Attempt(
      request, sent, admission, to: destination, encoded, path: destination.backend.kind.traits.chatPath)
    try OllamaAdmission.check(PromptEstimate(promptTokens: encoded.promptTokens), for: destination.target)
    turn.attempts += 1
    reply.state("x-ctxgw-attempts", String(turn.attempts))
    do throws(UpstreamError) {
      let response = try await open(attempt)
      turn.timings.head = reply.age
      try await Delivery(attempt: attempt, response: response, dialect: dialect, reply: reply).run(&turn)
    } catch {
      turn.note(error, of: attempt)
      backends.note(error, of: destination.target)
      throw attempt.clientError(for: error)
    }
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
