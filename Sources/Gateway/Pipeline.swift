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
/// (Before it stands admission, in `Server` and `AccessPolicy`.) Each station takes the values of those before it and
/// gives one more; what each concluded ends up in the `Turn` that is settled, whatever the outcome. A client that
/// hangs up cancels the task that runs here, and with it the call to the backend.
@LoopActor
final class Pipeline {
  private let services: Services
  private let places: Places
  private let maxBody: Int

  /// A pipeline for exchanges that share these services.
  init(_ services: Services, limits: ServerConfiguration) {
    self.services = services
    maxBody = limits.maxBody
    places = Places(limits.maxConcurrentStreams)
  }

  /// Answers one request.
  func run(_ exchange: ServerExchange, _ admission: Admission) async {
    let reply = Reply(exchange, dialect: services.anthropic)
    let request: ChatRequest
    do throws(ClientError) {
      request = try await decode(exchange.request, admission)
    } catch {
      return reply.refuse(error)
    }
    let shape = services.anthropic.shape(of: request)
    let classification = RequestClassifier.classify(shape, client: request.client)
    let state = await recall(request, kind: classification.kind)
    reply.name(session: state.session)

    var turn = Turn(
      state: state, kind: classification.kind, request: request, receivedAt: WallClock.milliseconds(),
      requestBytes: request.document.bytes.count)
    do throws(ClientError) {
      try await answer(request, admission, reply, &turn)
    } catch {
      reply.refuse(error)
      turn.fail(error)
    }
    turn.status = reply.status
    turn.timings.end = LoopActor.shared.loop.now - exchange.receivedAt
    services.store.settle(turn)
  }
}
