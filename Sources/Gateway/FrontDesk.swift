import Conversations
import Dialects
import Reactor
import Server
import Wire

/// Meets every request: checks where it comes from and whether it may come in, and shows it where to go.
@LoopActor
struct FrontDesk {
  let access: AccessPolicy
  let dialect: AnthropicMessages
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
      Reply(exchange, dialect: dialect).refuse(error)
    }
  }

  private func direct(
    _ exchange: ServerExchange, _ admission: Admission, to endpoint: Endpoint
  ) async throws(ClientError) {
    switch endpoint {
    case .messages: await pipeline.run(exchange, admission)
    case .countTokens: await counting.run(exchange, admission)
    case .wrongMethod(let allowed): refuseMethod(exchange, allowed: allowed)
    case .unknown:
      throw ClientError(
        .notFound, "nothing is at \(exchange.request.path). Messages go to /v1/messages.", shouldRetry: false)
    case .greeting, .health, .sessions, .session, .removeSession, .pruneSessions:
      try await admin.answer(exchange, endpoint)
    }
  }

  private func refuseMethod(_ exchange: ServerExchange, allowed: String) {
    let error = ClientError(.invalidRequest, "this path takes \(allowed)", shouldRetry: false)
    let (head, body) = dialect.answer(to: error, requestID: dialect.makeRequestID())
    var fields = head.fields
    fields.append("allow", allowed)
    exchange.respond(HTTPResponseHead(status: 405, fields: fields), body: body)
  }

  /// How a request is answered that is no good as HTTP, in the only dialect there is to answer in.
  nonisolated var refusal: HTTPServer.Refusal {
    { [dialect] error in
      let (head, body) = dialect.answer(to: ClientError(error), requestID: dialect.makeRequestID())
      return (HTTPResponseHead(status: error.status, fields: head.fields), body)
    }
  }
}
