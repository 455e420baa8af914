import Conversations
import Dialects
import Reactor
import Server
import Wire

/// Understands the body of a request: undoes its content coding, parses it once, and reads it in the
/// client's dialect.
struct BodyReader: Sendable {
  /// Bodies from this size on are read on the worker: parsing and fingerprinting run at about 1 GB/s, and the loop is
  /// not to be held up for longer than about a millisecond.
  private static let longWork = 1 << 20

  /// The largest body, in bytes, after decoding.
  let limit: Int

  /// The request behind an HTTP request.
  ///
  /// - Parameter dialect: the one the client speaks.
  /// - Throws: `ClientError` that says what is wrong with the body.
  @LoopActor
  func decode(
    _ exchange: ServerExchange, _ admission: Admission, in dialect: any ClientDialect
  ) async throws(ClientError) -> ClientRequest {
    let body = exchange.request.body
    let codings = try codings(of: admission.fields)
    let request = try await offLoop(if: !codings.isEmpty || body.count >= Self.longWork) {
      () throws(ClientError) in
      try read(undo(codings, body), admission.fields, in: dialect)
    }
    // 32 KB of gzip may become 32 MB, which stay for as long as the exchange does. The worker takes one body after the
    // other, so there is one more than is counted, or a few that the loop has not come to yet.
    guard codings.isEmpty || exchange.hold(request.document.bytes.count) else {
      throw ClientError(.overloaded, "too many request bodies at a time", retryAfterSeconds: 1)
    }
    return ClientRequest(chat: request, http: exchange.request, admission: admission, dialect: dialect)
  }

  private func codings(of fields: HTTPFields) throws(ClientError) -> [ContentCoding] {
    let value = fields.values(of: "content-encoding").joined(separator: ",")
    guard let codings = ContentCoding.list(fieldValue: value) else {
      throw ClientError(
        .unsupportedMediaType, "content-encoding '\(value)' is not understood; gzip, deflate and zstd are",
        shouldRetry: false)
    }
    return codings
  }

  private func undo(_ codings: [ContentCoding], _ body: [UInt8]) throws(ClientError) -> [UInt8] {
    do {
      return try ContentCoding.decode(body, codings: codings, limit: limit)
    } catch .tooLarge {
      throw ClientError(
        .tooLarge, "the body has more than \(limit) bytes (server.max_body)", shouldRetry: false)
    } catch {
      throw ClientError(.invalidRequest, "the body: \(error)", shouldRetry: false)
    }
  }

  private func read(
    _ body: [UInt8], _ fields: HTTPFields, in dialect: any ClientDialect
  ) throws(ClientError) -> ChatRequest {
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(parsing: body)
    } catch {
      throw ClientError(.invalidRequest, "the body is not JSON: \(error)", shouldRetry: false)
    }
    return try dialect.read(document, fields: fields)
  }
}
