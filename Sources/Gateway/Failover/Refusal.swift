import Conversations
import Upstream
import Wire

/// A backend's refusal in the client's own dialect, as it came: what the client is sent if nobody else does better.
struct Refusal: Sendable {
  /// Its head, without what concerns the backend's connection alone.
  let head: HTTPResponseHead
  /// Its body.
  let body: [UInt8]
}

/// Why one sending of a request brought no answer, while the client has been sent nothing of one.
struct SendingFailure: Error, Sendable {
  /// What went wrong.
  let error: UpstreamError
  /// The backend's own words, where the client may be sent them as they came.
  let refusal: Refusal?

  /// A failure that is told in words of ours, unless there is a refusal.
  init(_ error: UpstreamError, refusal: Refusal? = nil) {
    self.error = error
    self.refusal = refusal
  }
}

/// An answer that broke off after it had begun.
struct BrokenAnswer: Sendable {
  /// What went wrong.
  let error: UpstreamError
  /// What the client is told of that.
  let told: ClientError
  /// What came of it.
  let answer: Answer
}
