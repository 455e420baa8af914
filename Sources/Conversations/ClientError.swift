/// What a client is told instead of an answer, in no dialect: each dialect has its own status, envelope and wording.
public struct ClientError: Error, Sendable, Equatable {
  /// What went wrong, in terms a client can act on.
  public enum Kind: Sendable, Equatable {
    /// The request is not one that could succeed anywhere.
    case invalidRequest
    /// The credentials are missing or refused.
    case authentication
    /// An account is empty or a spending limit is reached.
    case billing
    /// The credentials are good, and do not allow this.
    case permission
    /// There is no such model, session or path.
    case notFound
    /// The request has too many bytes.
    case tooLarge
    /// The body's type or coding is not understood.
    case unsupportedMediaType
    /// Too many requests in too short a time.
    case rateLimited
    /// The model is there, and too busy to answer.
    case overloaded
    /// The conversation does not fit the model's window; both figures in tokens, where known. Told in the words that
    /// make the client compact its conversation.
    case contextOverflow(prompt: Int?, limit: Int?)
    /// The backend did not answer in time.
    case timeout
    /// The backend could not be reached, broke off, or answered with something that is not an answer.
    case upstream
    /// A fault of our own.
    case internalError
  }

  /// What went wrong.
  public var kind: Kind
  /// What happened and what to change, for people to read. Never holds a key.
  public var message: String
  /// When trying again may help, in seconds from now; told as `retry-after`.
  public var retryAfterSeconds: Int?
  /// Whether the client should try again by itself, told as `x-should-retry`; nil leaves it to the status.
  public var shouldRetry: Bool?

  /// An error.
  public init(
    _ kind: Kind, _ message: String, retryAfterSeconds: Int? = nil, shouldRetry: Bool? = nil
  ) {
    self.kind = kind
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
    self.shouldRetry = shouldRetry
  }
}
