import Conversations
import Wire

/// The heads of answers, which are the same in several dialects.
extension HTTPResponseHead {
  /// The head of an answer that is streamed as events: never compressed, never held up by a proxy on the way.
  static var eventStream: HTTPResponseHead {
    var fields = HTTPFields()
    fields.append("content-type", "text/event-stream; charset=utf-8")
    fields.append("cache-control", "no-cache")
    fields.append("x-accel-buffering", "no")
    return HTTPResponseHead(status: 200, fields: fields)
  }

  /// The head of an answer that is one JSON value.
  static func json(status: Int = 200) -> HTTPResponseHead {
    var fields = HTTPFields()
    fields.append("content-type", "application/json")
    return HTTPResponseHead(status: status, fields: fields)
  }

  /// The longest wait a client is asked for, in seconds; told more, Claude Code gives up at once, and OpenAI's SDK
  /// stops listening at 120.
  private static let longestRetryAfter = 60

  /// Adds whether and when to try again, which the vendors' SDKs obey.
  mutating func tellRetry(after error: ClientError) {
    if let seconds = error.retryAfterSeconds {
      fields.append("retry-after", String(min(max(seconds, 0), Self.longestRetryAfter)))
    }
    if let shouldRetry = error.shouldRetry { fields.append("x-should-retry", String(shouldRetry)) }
  }
}
