import Conversations
import Dialects
import Reactor
import Server
import Wire

/// Meets every request: checks where it comes from and whether it may come in, and shows it where to go.
@LoopActor
struct FrontDesk {
  let access: AccessPolicy
  let tokens: IssuedTokens
  let dialects: ClientDialects
  let pipeline: Pipeline
  let counting: TokenCounting
  let models: ModelRoutes
  let admin: AdminRoutes

  /// Answers one request, whatever it asks.
  func answer(_ exchange: ServerExchange) async {
    let request = exchange.request
    let endpoint = Endpoint(method: request.method, path: request.path)
    do throws(ClientError) {
      try access.checkOrigin(request.fields)
      if endpoint.isOpen { return admin.greet(exchange, endpoint) }
      let admission = try access.admit(request) { tokens.grant(for: $0) }
      if admission.grant != nil, endpoint.isForOperator { throw .operatorsOnly }
      try await direct(exchange, admission, to: endpoint)
    } catch {
      Reply(exchange, dialect: dialects.dialect(of: request)).refuse(error)
    }
  }

  private func direct(
    _ exchange: ServerExchange, _ admission: Admission, to endpoint: Endpoint
  ) async throws(ClientError) {
    switch endpoint {
    case .chat(let name):
      guard let dialect = dialects[name] else { throw .nothing(at: exchange.request.path) }
      await pipeline.run(exchange, admission, in: dialect)
    case .countTokens: await counting.run(exchange, admission)
    case .models: await models.list(exchange)
    case .model(let name): await models.show(exchange, name)
    case .ollama(let question): try await models.answer(exchange, question)
    case .modelReport: await models.report(exchange)
    case .wrongMethod(let allowed): refuseMethod(exchange, allowed: allowed)
    case .unknown: throw .nothing(at: exchange.request.path)
    case .greeting, .health, .sessions, .session, .removeSession, .pruneSessions, .status, .reset:
      try await admin.answer(exchange, endpoint)
    }
  }

  /// Refuses a method. That a client may not change to WebSocket is told by a status of its own: at that Codex goes on
  /// over HTTP at once, at any other after seven tries.
  private func refuseMethod(_ exchange: ServerExchange, allowed: String) {
    let request = exchange.request
    let wantsWebSocket = request.fields["upgrade"]?.lowercased() == "websocket"
    let error = ClientError(
      .invalidRequest,
      wantsWebSocket ? "WebSocket is not spoken here; use HTTP" : "this path takes \(allowed)",
      shouldRetry: false)
    let dialect = dialects.dialect(of: request)
    let (head, body) = dialect.answer(to: error, about: nil, requestID: dialect.makeRequestID())
    var fields = head.fields
    fields.append("allow", allowed)
    exchange.respond(HTTPResponseHead(status: wantsWebSocket ? 426 : 405, fields: fields), body: body)
  }

  /// How a request is answered that is no good as HTTP, so that nobody knows its dialect.
  nonisolated var refusal: HTTPServer.Refusal {
    { [dialect = dialects.anthropic] error in
      let (head, body) = dialect.answer(
        to: ClientError(error), about: nil, requestID: dialect.makeRequestID())
      return (HTTPResponseHead(status: error.status, fields: head.fields), body)
    }
  }
}

extension ClientError {
  /// What is told of what an issued token is not good for.
  fileprivate static let operatorsOnly = ClientError(
    .permission, "this token is for asking models; what the gateway keeps is shown to its operator's token",
    shouldRetry: false)

  /// What is told of a path at which nothing is.
  fileprivate static func nothing(at path: String) -> ClientError {
    ClientError(
      .notFound,
      "nothing is at \(path). Messages go to /v1/messages, /v1/chat/completions, /v1/responses or /api/chat.",
      shouldRetry: false)
  }
}
