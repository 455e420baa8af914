/// How a model is waited for that its server is loading: as long as the largest take, and asking ever more rarely.
///
/// A server that loads one model tells by itself when it is ready; one that loads several (llama.cpp's router) is ready all
/// the time and refuses requests for the one it loads.
public struct LoadWait: Sendable {
  /// The longest that one request waits: what Ollama gives a model to load by default (`OLLAMA_LOAD_TIMEOUT`).
  public static let longest: Duration = .seconds(300)

  private let deadline: UInt64
  private var count = 0

  /// A wait that begins now.
  ///
  /// - Parameter now: the monotonic time in nanoseconds.
  public init(at now: UInt64) { deadline = now + UInt64(Self.longest / .nanoseconds(1)) }

  /// How long may still be waited; nil when it has been long enough.
  public func rest(at now: UInt64) -> Duration? { now < deadline ? .nanoseconds(Int64(deadline - now)) : nil }

  /// How long to wait before the request is sent again, though its server is ready, in milliseconds.
  public mutating func pause() -> Int {
    count += 1
    return HealthCheck.pause(afterFinding: .loading, times: count)
  }
}
