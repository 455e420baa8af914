import Conversations
import Wire

/// An error in Anthropic's words.
struct AnthropicErrorDescription {
  /// The HTTP status.
  let status: Int
  /// The word clients look at.
  let type: String
  /// The sentence people read, and that clients recognise an overflow by.
  let message: String

  init(_ error: ClientError) {
    (status, type) =
      switch error.kind {
      case .invalidRequest, .contextOverflow: (400, "invalid_request_error")
      case .authentication: (401, "authentication_error")
      case .billing: (402, "billing_error")
      case .permission: (403, "permission_error")
      case .notFound: (404, "not_found_error")
      case .tooLarge: (413, "request_too_large")
      case .unsupportedMediaType: (415, "invalid_request_error")
      case .rateLimited: (429, "rate_limit_error")
      case .internalError: (500, "api_error")
      case .upstream: (502, "api_error")
      case .timeout: (504, "timeout_error")
      case .overloaded: (529, "overloaded_error")
      }
    message = Self.message(of: error)
  }

  private static let types: Set<String> = [
    "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error",
    "request_too_large", "rate_limit_error", "api_error", "timeout_error", "overloaded_error",
  ]

  /// The word for what a backend reported in a word of its own.
  static func type(of word: String?) -> String {
    word.flatMap { types.contains($0) ? $0 : nil } ?? "api_error"
  }

  /// An overflow begins with the words at which Claude Code compacts its conversation.
  private static func message(of error: ClientError) -> String {
    guard case .contextOverflow(let prompt, let limit) = error.kind else { return error.message }
    var sentence = "prompt is too long"
    if let prompt, let limit { sentence += ": \(prompt) tokens > \(limit) maximum" }
    return error.message.isEmpty || error.message.hasPrefix(sentence)
      ? sentence : "\(sentence). \(error.message)"
  }
}

extension AnthropicMessages {
  /// Whether a body tells of an error in a form that this dialect's clients understand.
  public func isError(_ body: [UInt8]) -> Bool {
    (try? JSONDocument(parsing: body))?.root["error"]?["message"]?.kind == .string
  }

  /// The end of a stream that breaks off, where this gateway has not written what came before.
  public func ending(brokenBy error: ClientError) -> [UInt8] {
    var bytes: [UInt8] = []
    AnthropicEventWriter.appendError(error, to: &bytes)
    return bytes
  }

  /// The whole answer that tells a client of an error.
  public func answer(
    to error: ClientError, about request: ChatRequest?, requestID: String
  ) -> (head: HTTPResponseHead, body: [UInt8]) {
    let description = AnthropicErrorDescription(error)
    var head = HTTPResponseHead.json(status: description.status)
    head.fields.append("request-id", requestID)
    head.tellRetry(after: error)
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "error")
    writer.key("error")
    writer.beginObject()
    writer.field("type", description.type)
    writer.field("message", description.message)
    writer.endObject()
    writer.field("request_id", requestID)
    writer.endObject()
    return (head, writer.bytes)
  }
}
