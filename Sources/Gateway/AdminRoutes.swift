import Conversations
import Reactor
import Server
import Store
import Wire

/// Answers the operator: how the gateway is, and what is in the store. What has to be removed is removed here, because
/// the gateway keeps in memory what it has written.
@LoopActor
struct AdminRoutes {
  /// Most sessions in one listing.
  private static let mostSessions = 1000

  let store: ConversationStore
  let run: RunState
  let status: StatusSurvey

  /// Answers what anybody may ask.
  func greet(_ exchange: ServerExchange, _ endpoint: Endpoint) {
    guard endpoint == .health else { return exchange.respond(HTTPResponseHead(status: 200)) }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("status", run.isStopping ? "stopping" : "ok")
    writer.field("version", Version.current)
    writer.endObject()
    // Whoever distributes requests among several looks at the status.
    exchange.respond(json: writer.bytes, status: run.isStopping ? 503 : 200)
  }

  /// Answers what only those may ask who came past the desk.
  func answer(_ exchange: ServerExchange, _ endpoint: Endpoint) async throws(ClientError) {
    let query = exchange.request.query
    switch endpoint {
    case .sessions:
      let report = try await read { (store) throws(StoreError) in
        try await store.listReport(limit: Self.mostSessions, since: nil)
      }
      exchange.respond(json: report.json)
    case .session(let id):
      let report = try await read { (store) throws(StoreError) in
        try await store.report(on: id, turn: nil, withMessages: false)
      }
      exchange.respond(json: report.json)
    case .removeSession(let id):
      let removed = try await read { (store) throws(StoreError) in try await store.remove(id) }
      respondRemoved(exchange) { $0.string(removed.text) }
    case .pruneSessions:
      let age = try Self.age(in: query)
      let cutoff = (Timestamp.now() - age).milliseconds
      let count = try await read { (store) throws(StoreError) in try await store.prune(before: cutoff) }
      respondRemoved(exchange) { $0.number(count) }
    case .status: exchange.respond(json: await status.report().json)
    case .reset: exchange.respond(json: try await status.reset(HTTPQuery(query)["backend"]).json)
    default:
      preconditionFailure("the desk shows only admin requests here")
    }
  }

  private func read<Value: Sendable>(
    _ work: (ConversationStore) async throws(StoreError) -> Value
  ) async throws(ClientError) -> Value {
    do throws(StoreError) {
      return try await work(store)
    } catch {
      throw ClientError(error.clientErrorKind, "\(error)", shouldRetry: false)
    }
  }

  private static func age(in query: String?) throws(ClientError) -> Duration {
    guard let age = HTTPQuery(query)["older_than"].flatMap({ Quantity.duration($0) }) else {
      throw ClientError(
        .invalidRequest, "older_than must say how long a session has been quiet, such as 30d",
        shouldRetry: false)
    }
    return age
  }

  private func respondRemoved(_ exchange: ServerExchange, _ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("removed")
    write(&writer)
    writer.endObject()
    exchange.respond(json: writer.bytes)
  }
}

extension StoreError {
  fileprivate var clientErrorKind: ClientError.Kind {
    switch self {
    case .noSession, .noTurn, .noBranch: .notFound
    case .ambiguousSession: .invalidRequest
    case .overloaded: .overloaded
    default: .internalError
    }
  }
}
