import Conversations
import Dialects
import Reactor
import Server
import Store
import Wire

/// Understands the body of a request: undoes its content coding, parses it once, and reads it in the
/// client's dialect.
struct BodyReader: Sendable {
  /// Bodies from this size on are read on the worker: parsing and fingerprinting run at about 1 GB/s, and the loop is
  /// not to be held up for longer than about a millisecond.
  private static let longWork = 1 << 20

  /// The largest body, in bytes, after decoding.
  let limit: Int
  /// Where earlier answers are found.
  let store: ConversationStore

  /// What a client asked.
  enum Asked: Sendable {
    /// A request for a model.
    case request(ClientRequest)
    /// Something that is answered without one, by this body.
    case answered([UInt8])
  }

  /// What a client asked by an HTTP request.
  ///
  /// - Parameter dialect: the one the client speaks.
  /// - Throws: `ClientError` that says what is wrong with the body.
  @LoopActor
  func decode(
    _ exchange: ServerExchange, _ admission: Admission, in dialect: any ClientDialect
  ) async throws(ClientError) -> Asked {
    let body = exchange.request.body
    let codings = try codings(of: admission.fields)
    let isLong = !codings.isEmpty || body.count >= Self.longWork
    var document = try await offLoop(if: isLong) { () throws(ClientError) in
      try parsed(undo(codings, body))
    }
    if let answer = dialect.answerWithoutModel(to: document, at: WallClock.milliseconds() / 1000) {
      return .answered(answer)
    }
    if let id = dialect.previousResponseID(of: document) {
      document = try await resolved(document, after: id, in: dialect)
    }
    let client = try await offLoop(if: isLong) { [document, http = exchange.request] () throws(ClientError) in
      ClientRequest(
        chat: try dialect.read(document, fields: admission.fields), http: http, admission: admission,
        dialect: dialect)
    }
    // 32 KB of gzip may become 32 MB, which stay for as long as the exchange does. The worker takes one body after the
    // other, so there is one more than is counted, or a few that the loop has not come to yet.
    let size = client.chat.document.bytes.count
    guard size <= body.count || exchange.hold(size) else {
      throw ClientError(.overloaded, "too many request bodies at a time", retryAfterSeconds: 1)
    }
    return .request(client)
  }

  /// The request with what was said before it. What the operator of the earlier request said in a field of its own was
  /// for that request alone.
  private func resolved(
    _ document: JSONDocument, after id: String, in dialect: any ClientDialect
  ) async throws(ClientError) -> JSONDocument {
    guard let earlier = await store.conversation(endingWith: id), earlier.dialect == dialect.name.rawValue
    else {
      throw ClientError(
        .invalidRequest, "previous_response_id: no response '\(id)' is kept here", shouldRetry: false)
    }
    let system = earlier.system.flatMap { try? JSONDocument(parsing: $0).root }
    let items = system?.elements.filter { $0.kind == .object }.map { Array($0.bytes) } ?? []
    let whole: JSONDocument
    do throws(JSONError) {
      whole = try dialect.resolved(document, after: items + earlier.messages)
    } catch {
      throw ClientError(.tooLarge, "the conversation before this request: \(error)", shouldRetry: false)
    }
    guard whole.bytes.count <= limit else { throw tooLarge }
    return whole
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
      throw tooLarge
    } catch {
      throw ClientError(.invalidRequest, "the body: \(error)", shouldRetry: false)
    }
  }

  private var tooLarge: ClientError {
    ClientError(.tooLarge, "the body has more than \(limit) bytes (server.max_body)", shouldRetry: false)
  }

  private func parsed(_ body: [UInt8]) throws(ClientError) -> JSONDocument {
    do throws(JSONError) {
      return try JSONDocument(parsing: body)
    } catch {
      throw ClientError(.invalidRequest, "the body is not JSON: \(error)", shouldRetry: false)
    }
  }
}
