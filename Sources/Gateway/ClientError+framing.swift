import Conversations
import Wire

extension ClientError {
  /// What a client is told of a request that was refused before anybody read it. One that came too slowly, or when there
  /// was no room, may come again as it is.
  init(_ error: HTTPFramingError) {
    switch error.status {
    case 408: self.init(.timeout, error.reason)
    case 413: self.init(.tooLarge, error.reason, shouldRetry: false)
    case 503: self.init(.overloaded, error.reason, retryAfterSeconds: 1)
    default: self.init(.invalidRequest, error.reason, shouldRetry: false)
    }
  }
}
