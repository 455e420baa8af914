import Conversations
import Wire

/// Why a backend did not answer: what kind of failure it is, whichever way the vendor put it.
public struct UpstreamError: Error, Sendable, Equatable {
  /// The kinds of failure, told apart by what helps against them.
  public enum Reason: Sendable, Equatable {
    /// Too many requests or tokens in too short a time.
    case rateLimited
    /// An account is empty, or its limit for a long time is reached.
    case quotaExhausted
    /// The backend is there and too busy.
    case overloaded
    /// The backend is loading the model, and will answer when it has.
    case loading
    /// The conversation does not fit the window; both figures in tokens, where the backend named them.
    case contextOverflow(prompt: Int?, limit: Int?)
    /// The body has too many bytes.
    case tooManyBytes
    /// The credentials were refused.
    case authentication
    /// The backend does not have the model.
    case modelNotFound
    /// The vendor's filter refused the content.
    case contentFiltered
    /// The request could not succeed anywhere.
    case invalidRequest
    /// The request is not to leave this machine and its network, and the backend is elsewhere.
    case notLocal
    /// The backend could not be reached, or failed in a way that may pass.
    case unavailable
    /// The backend did not answer in time.
    case timedOut
    /// The answer broke off.
    case streamCut
    /// The answer held nothing.
    case emptyResponse
    /// What came is not an answer at all: a page, another API's reply.
    case notAnAnswer
    /// Somebody on our side lost interest.
    case cancelled
  }

  /// Most characters of a backend's own words that are kept.
  static let longestMessage = 1000

  /// What kind of failure it is.
  public let reason: Reason
  /// The HTTP status the backend sent, or named inside an answer that had begun well; nil when it did neither.
  public let status: Int?
  /// What the backend said, or what happened, in one line; never holds a header.
  public internal(set) var message: String
  /// When the backend asked to be tried again, or its limit is reset, in seconds from then.
  public let retryAfterSeconds: Int?
  /// What the backend says itself of whether the same may be sent again; nil where it says nothing.
  public private(set) var shouldRetry: Bool?
  /// Whether a connection broke, as one does that the server was about to close when it was used.
  public private(set) var isLostConnection = false
  /// Everything the backend said, codes and sentences line by line: for recognising what it refuses, not for people.
  /// At most `ErrorReport.longestText` characters; empty where it said nothing.
  var text: String

  /// A failure of a known kind.
  public init(_ reason: Reason, status: Int? = nil, message: String, retryAfterSeconds: Int? = nil) {
    self.init(reason, status: status, message: message, retryAfterSeconds: retryAfterSeconds, text: "")
  }

  init(_ reason: Reason, status: Int?, message: String, retryAfterSeconds: Int?, text: String) {
    self.reason = reason
    self.status = status
    self.message = String(message.prefix(Self.longestMessage))
    self.retryAfterSeconds = retryAfterSeconds
    self.text = text
  }

  /// The answer broke off without a word.
  public static let streamCut = UpstreamError(.streamCut, message: "the answer broke off")
  /// The answer ended without holding anything.
  public static let emptyResponse = UpstreamError(.emptyResponse, message: "the answer was empty")
}

extension UpstreamError {
  /// The failure behind an answer with a status other than 2xx.
  public init(status: Int, fields: HTTPFields, body: [UInt8]) {
    let report = ErrorReport(status: status, body: body)
    self.init(
      report, retryAfterSeconds: RetryAfter.seconds(in: fields) ?? report.retryAfter(sentWith: fields))
    shouldRetry = ["true": true, "false": false][fields["x-should-retry"] ?? ""]
  }

  /// The failure behind a body with a good status that is a page for people; nil for any other body.
  public init?(page body: [UInt8]) {
    guard ErrorReport.isPage(body) else { return nil }
    self.init(.notAnAnswer, message: ErrorReport.page)
  }

  /// The failure that a backend told inside an answer with a good status.
  public init(toldInStream type: String?, message: String) {
    let report = ErrorReport(type: type, message: message)
    self.init(report, retryAfterSeconds: report.retryDelay)
  }

  /// The failure of a call that brought no answer, or only a part of one.
  public init(_ error: TransportError) {
    let reason: Reason =
      switch error {
      case .resolve, .refused, .reset, .tls, .other: .unavailable
      case .notLocal: .notLocal
      case .connectTimeout, .firstByteTimeout, .idleTimeout: .timedOut
      case .tooLarge: .notAnAnswer
      case .cancelled: .cancelled
      }
    self.init(reason, message: "\(error)")
    if case .reset = error { isLostConnection = true }
  }

  private init(_ report: ErrorReport, retryAfterSeconds: Int?) {
    self.init(
      ErrorTable.reason(of: report), status: report.status, message: report.message,
      retryAfterSeconds: retryAfterSeconds, text: report.searchableText)
  }
}

extension UpstreamError.Reason {
  /// The word that is recorded and shown to the operator.
  public var word: String {
    switch self {
    case .rateLimited: "rate-limited"
    case .quotaExhausted: "quota-exhausted"
    case .overloaded: "overloaded"
    case .loading: "loading"
    case .contextOverflow: "context-overflow"
    case .tooManyBytes: "too-many-bytes"
    case .authentication: "authentication"
    case .modelNotFound: "model-not-found"
    case .contentFiltered: "content-filtered"
    case .invalidRequest: "invalid-request"
    case .notLocal: "not-local"
    case .unavailable: "unavailable"
    case .timedOut: "timed-out"
    case .streamCut: "stream-cut"
    case .emptyResponse: "empty-response"
    case .notAnAnswer: "not-an-answer"
    case .cancelled: "cancelled"
    }
  }
}
