import Conversations
import Dialects
import Reactor
import Server
import Wire

/// Meets every request: checks where it comes from and whether it may come in, and shows it where to go.
@LoopActor
struct FrontDesk {
  let access: AccessPolicy
  let dialects: ClientDialects
  let pipeline: Pipeline
  let counting: TokenCounting
  let admin: AdminRoutes

  /// Answers one request, whatever it asks.
  func answer(_ exchange: ServerExchange) async {
    let request = exchange.request
    let endpoint = Endpoint(method: request.method, path: request.path)
    do throws(ClientError) {
      try access.checkOrigin(request.fields)
      if endpoint.isOpen { return admin.greet(exchange, endpoint) }
      let admission = try access.admit(request)
      try await direct(exchange, admission, to: endpoint)
    } catch {
      Reply(exchange, dialect: dialect(of: endpoint)).refuse(error)
    }
  }

  private func direct(
    _ exchange: ServerExchange, _ admission: Admission, to endpoint: Endpoint
  ) async throws(ClientError) {
    switch endpoint {
    case .messages: await pipeline.run(exchange, admission, in: dialects.anthropic)
    case .countTokens: await counting.run(exchange, admission)
    case .wrongMethod(let allowed): refuseMethod(exchange, to: endpoint, allowed: allowed)
    case .unknown:
      throw ClientError(
        .notFound, "nothing is at \(exchange.request.path). Messages go to /v1/messages.", shouldRetry: false)
    case .greeting, .health, .sessions, .session, .removeSession, .pruneSessions:
      try await admin.answer(exchange, endpoint)
    }
  }

  /// The dialect in which a request is answered that asks for this.
  private func dialect(of endpoint: Endpoint) -> any ClientDialect { dialects.anthropic }

  private func refuseMethod(_ exchange: ServerExchange, to endpoint: Endpoint, allowed: String) {
    let error = ClientError(.invalidRequest, "this path takes \(allowed)", shouldRetry: false)
    let dialect = dialect(of: endpoint)
    let (head, body) = dialect.answer(to: error, about: nil, requestID: dialect.makeRequestID())
    var fields = head.fields
    fields.append("allow", allowed)
    exchange.respond(HTTPResponseHead(status: 405, fields: fields), body: body)
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
