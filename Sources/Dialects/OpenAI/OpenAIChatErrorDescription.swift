import Conversations
import Wire

/// An error in OpenAI's words.
struct OpenAIChatErrorDescription {
  /// The HTTP status.
  var status: Int
  /// The class of the error.
  let type: String
  /// The word clients look at; nil where the class says all.
  var code: String?
  /// The sentence people read, and that clients recognise an overflow by.
  let message: String

  init(_ error: ClientError) {
    (status, type, code) =
      switch error.kind {
      case .invalidRequest: (400, "invalid_request_error", nil)
      case .contextOverflow: (400, "invalid_request_error", "context_length_exceeded")
      case .authentication: (401, "invalid_request_error", "invalid_api_key")
      case .permission: (403, "invalid_request_error", "permission_denied")
      case .notFound: (404, "invalid_request_error", "model_not_found")
      case .tooLarge: (413, "invalid_request_error", "request_too_large")
      case .unsupportedMediaType: (415, "invalid_request_error", "unsupported_media_type")
      case .billing: (429, "insufficient_quota", "insufficient_quota")
      case .rateLimited: (429, "rate_limit_exceeded", "rate_limit_exceeded")
      case .internalError: (500, "server_error", nil)
      case .upstream: (502, "server_error", nil)
      case .overloaded: (503, "server_error", "overloaded")
      case .timeout: (504, "server_error", "timeout")
      }
    message = Self.message(of: error)
  }

  /// What a backend reported in the middle of its answer, in a word of its own.
  init(type word: String?, message: String) {
    status = 500
    type = word.flatMap { Self.types.contains($0) ? $0 : nil } ?? "server_error"
    code = word
    self.message = message
  }

  private static let types: Set<String> = [
    "invalid_request_error", "insufficient_quota", "rate_limit_exceeded", "server_error",
  ]

  /// An overflow begins with the words by which clients know it.
  private static func message(of error: ClientError) -> String {
    guard case .contextOverflow(let prompt, let limit) = error.kind else { return error.message }
    let remedy = "Please reduce the length of the messages."
    let sentence =
      if let prompt, let limit {
        "This model's maximum context length is \(limit) tokens. However, your messages resulted in \(prompt) tokens. \(remedy)"
      } else {
        "The messages are longer than this model's maximum context length. \(remedy)"
      }
    return error.message.isEmpty || error.message.hasPrefix(sentence)
      ? sentence : "\(sentence) \(error.message)"
  }

  /// The field that an error is about, which stands before its sentence; nil where it is about none. Before what a backend
  /// has said stands the backend's name, which is no field of the request.
  private func parameter(of request: ChatRequest?) -> String? {
    guard type == "invalid_request_error", let end = message.firstRange(of: ": ") else { return nil }
    let path = message[..<end.lowerBound]
    if path.contains(" ") { return nil }
    if let request, request.document.root.member(String(path.prefix { $0 != "." })) == nil { return nil }
    return String(path)
  }

  /// The body of an answer that is an error.
  ///
  /// - Parameter request: what was asked; nil where that could not be read.
  func body(about request: ChatRequest?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("error")
    writer.beginObject()
    writer.field("message", message)
    writer.field("type", type)
    writer.key("param")
    if let parameter = parameter(of: request) { writer.string(parameter) } else { writer.null() }
    writer.key("code")
    if let code { writer.string(code) } else { writer.null() }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  /// Appends the event with which a stream breaks off.
  func append(to output: inout [UInt8]) { SSEWriter.append(data: body(about: nil), to: &output) }
}

extension OpenAIChat {
  /// Whether a body tells of an error in a form that this dialect's clients understand.
  public func isError(_ body: [UInt8]) -> Bool {
    (try? JSONDocument(parsing: body))?.root["error"]?["message"]?.kind == .string
  }

  /// The end of a stream that breaks off, where this gateway has not written what came before.
  public func ending(brokenBy error: ClientError) -> [UInt8] {
    var bytes: [UInt8] = []
    OpenAIChatErrorDescription(error).append(to: &bytes)
    return bytes
  }

  /// The whole answer that tells a client of an error.
  public func answer(
    to error: ClientError, about request: ChatRequest?, requestID: String
  ) -> (head: HTTPResponseHead, body: [UInt8]) {
    let description = OpenAIChatErrorDescription(error)
    var head = HTTPResponseHead.json(status: description.status)
    head.fields.append("x-request-id", requestID)
    var error = error
    // An empty account is told like a limit on requests, at which clients wait and ask again.
    if case .billing = error.kind { error.shouldRetry = error.shouldRetry ?? false }
    head.tellRetry(after: error)
    return (head, description.body(about: request))
  }
}
