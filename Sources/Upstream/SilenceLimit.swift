/// How long a transfer may be silent, and whether it has been for too long. Times are the loop's, in nanoseconds.
struct SilenceLimit {
  /// What is to be done at a given time.
  enum Verdict: Equatable {
    /// Nothing; look again in this many milliseconds.
    case lookAgain(milliseconds: Int)
    /// Give the transfer up for this reason.
    case expired(TransportError)
  }

  private let firstByte: Duration
  private let idle: Duration
  private var since: UInt64
  /// Whether a byte of the body has arrived. From then on another limit holds, so it is time to look again.
  private(set) var hasBegun = false
  /// Whether we have stopped reading ourselves; silence is then no fault of the server's.
  private var isPaused = false

  /// A transfer that starts now.
  init(firstByte: Duration, idle: Duration, now: UInt64) {
    self.firstByte = firstByte
    self.idle = idle
    since = now
  }

  /// Bytes of the body have arrived.
  mutating func noteBytes(at now: UInt64) {
    hasBegun = true
    since = now
  }

  /// Nobody reads any more.
  mutating func pause() { isPaused = true }

  /// Somebody reads again.
  mutating func resume(at now: UInt64) {
    isPaused = false
    since = now
  }

  /// Whether the silence has lasted too long.
  func verdict(at now: UInt64) -> Verdict {
    let limit = hasBegun ? idle : firstByte
    if isPaused { return .lookAgain(milliseconds: limit.milliseconds) }
    let silence = Duration.nanoseconds(Int64(now - since))
    guard silence >= limit else { return .lookAgain(milliseconds: (limit - silence).milliseconds) }
    return .expired(hasBegun ? .idleTimeout(limit) : .firstByteTimeout(limit))
  }
}

extension Duration {
  /// Whole milliseconds, rounded up.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
