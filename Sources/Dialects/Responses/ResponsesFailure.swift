import Conversations
import Wire

/// Why a response failed, in the words by which Codex decides what to do.
struct ResponsesFailure {
  /// The word.
  let code: String
  /// The sentence people read; of a limit, with the wait that Codex reads out of it.
  let message: String

  private init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// An error of this gateway's, or of a backend's before its answer.
  init(_ error: ClientError) {
    let message = OpenAIChatErrorDescription(error).message
    switch error.kind {
    case .contextOverflow: self.init(code: "context_length_exceeded", message: message)
    case .billing: self.init(code: "insufficient_quota", message: message)
    case .rateLimited, .overloaded:
      self.init(code: "rate_limit_exceeded", message: "\(message) \(Self.wait(error.waitSeconds))")
    case .timeout, .upstream, .internalError: self.init(code: "server_error", message: message)
    case .invalidRequest, .authentication, .permission, .notFound, .tooLarge, .unsupportedMediaType:
      self.init(code: "invalid_prompt", message: message)
    }
  }

  /// What a backend reported in the middle of its answer; what it does not name in a known word may be tried again.
  init(reported word: String?, _ message: String) {
    switch word {
    case "context_length_exceeded", "insufficient_quota", "invalid_prompt":
      self.init(code: word ?? "", message: message)
    case "rate_limit_exceeded", "rate_limit_error", "overloaded_error", "server_is_overloaded":
      self.init(code: "rate_limit_exceeded", message: "\(message) \(Self.wait(ClientError.usualWait))")
    default: self.init(code: "server_error", message: message)
    }
  }

  /// A model that was asked for a summary and gave none.
  static let noSummary = ResponsesFailure(code: "server_error", message: "the model gave no summary")

  /// The failure as a status.
  var status: ResponsesStatus { .failed(code: code, message: message) }

  private static func wait(_ seconds: Int) -> String { "Please try again in \(seconds)s." }
}

extension ClientError {
  /// What a client is told to wait where nobody knows, in seconds.
  static let usualWait = 5

  /// What a client is told to wait, in seconds.
  var waitSeconds: Int { max(retryAfterSeconds ?? Self.usualWait, 1) }
}

/// Errors instead of an answer.
extension OpenAIResponses {
  /// Whether a body tells of an error in a form that this dialect's clients understand.
  public func isError(_ body: [UInt8]) -> Bool {
    (try? JSONDocument(parsing: body))?.root["error"]?["message"]?.kind == .string
  }

  /// The end of a stream that breaks off, where this gateway has not written what came before.
  ///
  /// Clients need the response for its error alone; its id and the number of the event are nobody's.
  public func ending(brokenBy error: ClientError) -> [UInt8] {
    let failure = ResponsesFailure(error)
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "response.failed")
    writer.field("sequence_number", 0)
    writer.key("response")
    writer.beginObject()
    writer.field("id", ids.next("resp_"))
    writer.field("object", "response")
    writer.field("status", "failed")
    writer.emptyArray("output")
    writer.key("error")
    writer.beginObject()
    writer.field("code", failure.code)
    writer.field("message", failure.message)
    writer.endObject()
    writer.endObject()
    writer.endObject()
    var bytes: [UInt8] = []
    SSEWriter.append(event: "response.failed", data: writer.bytes, to: &bytes)
    return bytes
  }

  /// The whole answer that tells a client of an error.
  ///
  /// Codex takes a prompt that is too long as such from within a stream alone; as a status it ends the turn and leaves
  /// the conversation stuck.
  public func answer(
    to error: ClientError, about request: ChatRequest?, requestID: String
  ) -> (head: HTTPResponseHead, body: [UInt8]) {
    let isCodex = request?.isFromCodex ?? false
    if isCodex, request?.wantsStream == true, case .contextOverflow = error.kind {
      var head = streamHead
      head.fields.append("x-request-id", requestID)
      return (head, ending(brokenBy: error))
    }
    var description = OpenAIChatErrorDescription(error)
    if case .overloaded = error.kind { description.code = "server_is_overloaded" }
    // A model that is not there will not be there when Codex asks again.
    if isCodex, case .notFound = error.kind { description.status = 400 }
    var head = HTTPResponseHead.json(status: description.status)
    head.fields.append("x-request-id", requestID)
    head.tellRetry(after: error.told)
    return (head, description.body(about: request))
  }
}

extension ClientError {
  /// The error as it is told: Codex gives up at a limit without a wait, and SDKs come again to an empty account.
  fileprivate var told: ClientError {
    var error = self
    switch kind {
    case .rateLimited: error.retryAfterSeconds = waitSeconds
    case .billing: error.shouldRetry = shouldRetry ?? false
    default: break
    }
    return error
  }
}
