import Conversations
import Wire

/// An error in Ollama's words.
struct OllamaErrorDescription {
  /// The HTTP status, which is what Ollama's libraries act upon.
  let status: Int
  /// The sentence people read, and that clients recognise an overflow by.
  let message: String

  /// - Parameter model: the model that was asked for; nil where nothing is known of the request.
  init(_ error: ClientError, model: String? = nil) {
    status =
      switch error.kind {
      case .invalidRequest, .contextOverflow: 400
      case .authentication: 401
      case .billing: 402
      case .permission: 403
      case .notFound: 404
      case .tooLarge: 413
      case .unsupportedMediaType: 415
      case .rateLimited: 429
      case .internalError, .upstream: 500
      case .overloaded: 503
      case .timeout: 504
      }
    switch error.kind {
    case .contextOverflow(let prompt, let limit):
      message = Self.message("the input length exceeds the context length", prompt, limit, error.message)
    case .notFound where model != nil:
      message = Self.behind("model '\(model ?? "")' not found", error.message)
    default: message = error.message
    }
  }

  private static func message(_ words: String, _ prompt: Int?, _ limit: Int?, _ more: String) -> String {
    guard let prompt, let limit else { return behind(words, more) }
    return behind("\(words): \(prompt) tokens > \(limit) maximum", more)
  }

  private static func behind(_ sentence: String, _ more: String) -> String {
    more.isEmpty || more.hasPrefix(sentence) ? sentence : "\(sentence). \(more)"
  }

  /// The body that tells of an error, also as a line of a stream.
  static func body(saying message: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("error", message)
    writer.endObject()
    return writer.bytes
  }
}

extension OllamaChat {
  /// Whether a body tells of an error in a form that this dialect's clients understand.
  public func isError(_ body: [UInt8]) -> Bool {
    (try? JSONDocument(parsing: body))?.root["error"]?.kind == .string
  }

  /// The end of a stream that breaks off, where this gateway has not written what came before.
  public func ending(brokenBy error: ClientError) -> [UInt8] {
    OllamaErrorDescription.body(saying: OllamaErrorDescription(error).message) + [UInt8(ascii: "\n")]
  }

  /// The whole answer that tells a client of an error.
  public func answer(
    to error: ClientError, about request: ChatRequest?, requestID: String
  ) -> (head: HTTPResponseHead, body: [UInt8]) {
    let description = OllamaErrorDescription(error, model: request?.model)
    var head = HTTPResponseHead.json(status: description.status)
    head.fields.append("x-request-id", requestID)
    head.tellRetry(after: error)
    return (head, OllamaErrorDescription.body(saying: description.message))
  }
}
