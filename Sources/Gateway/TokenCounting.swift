import Conversations
import Dialects
import Reactor
import Server
import Upstream
import Wire

/// Answers `count_tokens`: asks the target where it counts exactly, and counts here otherwise. The answer's
/// `x-ctxgw-count` says which. What is counted is the request as it was sent, whatever a model would see of it.
///
/// Clients ask two dozen times at once and for no conversation in particular, so a count takes no place and is not
/// recorded.
@LoopActor
struct TokenCounting {
  let dialect: AnthropicMessages
  let backends: BackendDirectory
  let bodies: BodyReader
  let contexts: ContextDesk
  let exact: ExactCount

  /// Answers one request.
  func run(_ exchange: ServerExchange, _ admission: Admission) async {
    let reply = Reply(exchange, dialect: dialect)
    do throws(ClientError) {
      guard case .request(let client) = try await bodies.decode(exchange, admission, in: dialect) else {
        preconditionFailure("what is counted is always a request for a model")
      }
      let destination = try await backends.route(client)
      reply.state("x-ctxgw-target", destination.target.name)
      try await count(client, destination, reply)
    } catch {
      reply.refuse(error)
    }
  }

  private func count(
    _ client: ClientRequest, _ destination: Destination, _ reply: Reply
  ) async throws(ClientError) {
    guard let path = destination.backend.kind.paths.count else {
      return try await estimate(client, destination, reply)
    }
    let encoded = try await destination.encode(client)
    let attempt = Attempt(client, to: destination, encoded, path: path)
    guard let answer = await exact.answer(to: attempt) else {
      return try await estimate(client, destination, reply)
    }
    // In the client's own dialect the vendor's answer is the answer, refusals included unless they are of the operator's
    // key; a server of another dialect is only asked for a figure.
    let isAboutForeignKey = [401, 403].contains(answer.status) && !attempt.usesClientCredentials
    if attempt.isVerbatim, answer.tokens != nil || dialect.isError(answer.body) && !isAboutForeignKey {
      if answer.tokens != nil { reply.state("x-ctxgw-count", "exact") }
      reply.respond(HTTPResponseHead(status: answer.status, fields: answer.fields), body: answer.body)
    } else if let tokens = answer.tokens {
      tell(tokens, "exact", of: destination, reply)
    } else {
      try await estimate(client, destination, reply)
    }
  }

  private func estimate(
    _ client: ClientRequest, _ destination: Destination, _ reply: Reply
  ) async throws(ClientError) {
    let tokens = try await contexts.count(client, for: destination)
    tell(tokens, "estimate", of: destination, reply)
  }

  private func tell(_ tokens: Int, _ precision: String, of destination: Destination, _ reply: Reply) {
    reply.state("x-ctxgw-count", precision)
    reply.respond(
      dialect.wholeHead,
      body: dialect.countBody(tokens: contexts.told(tokens, by: destination)))
  }
}
