import Conversations
import Dialects
import Reactor
import Server
import Upstream
import Wire

/// Answers `count_tokens`: asks the target where it counts exactly, and estimates otherwise. The answer's
/// `x-ctxgw-count` says which.
///
/// Clients ask two dozen times at once and for no conversation in particular, so a count takes no place and is not
/// recorded.
@LoopActor
struct TokenCounting {
  /// The largest answer of a backend that counts, in bytes.
  private static let mostCollected = 1 << 20

  let dialect: AnthropicMessages
  let backends: BackendDirectory
  let transport: CurlTransport
  let bodies: BodyReader

  /// Answers one request.
  func run(_ exchange: ServerExchange, _ admission: Admission) async {
    let reply = Reply(exchange, dialect: dialect)
    do throws(ClientError) {
      let request = try await bodies.decode(exchange, admission)
      let destination = try await backends.route(request, admission)
      reply.state("x-ctxgw-target", destination.target.name)
      try await count(request, exchange.request, admission, destination, reply)
    } catch {
      reply.refuse(error)
    }
  }

  private func count(
    _ request: ChatRequest, _ sent: HTTPRequest, _ admission: Admission, _ destination: Destination,
    _ reply: Reply
  ) async throws(ClientError) {
    let encoded = try await destination.encode(request, spokenBy: dialect)
    guard let path = destination.backend.kind.traits.countPath else { return estimate(encoded, reply) }
    let attempt = Attempt(request, sent, admission, to: destination, encoded, path: path)
    do throws(TransportError) {
      let response = try await transport.open(attempt.call)
      answer(attempt, response, try await response.collect(limit: Self.mostCollected), reply)
    } catch {
      estimate(encoded, reply)
    }
  }

  /// In the client's own dialect the vendor's answer is the answer, refusals included unless they are of the operator's
  /// key; a server of another dialect is only asked for a figure.
  private func answer(_ attempt: Attempt, _ response: TransportResponse, _ body: [UInt8], _ reply: Reply) {
    let isAboutForeignKey = [401, 403].contains(response.status) && !attempt.usesClientCredentials
    let counted = (200..<300).contains(response.status) ? dialect.countedTokens(in: body) : nil
    if attempt.isVerbatim, counted != nil || dialect.isError(body) && !isAboutForeignKey {
      let fields = Forwarding.passthrough.responseFields(of: response.fields)
      if counted != nil { reply.state("x-ctxgw-count", "exact") }
      reply.respond(HTTPResponseHead(status: response.status, fields: fields), body: body)
    } else if let counted {
      reply.state("x-ctxgw-count", "exact")
      reply.respond(AnthropicMessages.wholeHead, body: dialect.countBody(tokens: counted))
    } else {
      estimate(attempt.encoded, reply)
    }
  }

  private func estimate(_ encoded: EncodedRequest, _ reply: Reply) {
    reply.state("x-ctxgw-count", "estimate")
    reply.respond(AnthropicMessages.wholeHead, body: dialect.countBody(tokens: encoded.promptTokens))
  }
}
