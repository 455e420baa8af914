/// Decides when a connection has taken too long. Reads no clock: it is told the time, in nanoseconds.
struct ConnectionClock {
  /// What the server waits for.
  enum Phase: Equatable {
    /// The first byte of a request.
    case idle
    /// The rest of a head.
    case head
    /// The rest of a body.
    case body
    /// The handler's answer.
    case reply
    /// The client taking the last answer.
    case farewell
    /// The client closing its side.
    case linger
  }

  /// What is to be done about it.
  enum Verdict: Equatable {
    case wait
    /// The request is answered with 408.
    case refuse(String)
    /// There is nobody to tell.
    case close
    /// The answer is cut.
    case expire
  }

  private(set) var phase = Phase.idle
  private var since: UInt64
  private var lastByte: UInt64
  private var received = 0
  private var stalledSince: UInt64?
  /// Since when an answer has been due that the client has not yet taken to its end.
  private var exchangeSince: UInt64?

  /// A connection that was just accepted.
  init(now: UInt64) {
    since = now
    lastByte = now
  }

  /// Notes what is waited for from now on.
  mutating func enter(_ phase: Phase, at now: UInt64) {
    guard phase != self.phase else { return }
    self.phase = phase
    if phase == .reply { exchangeSince = now }
    since = now
    lastByte = now
    received = 0
  }

  /// Notes bytes that came.
  mutating func receive(_ count: Int, at now: UInt64) {
    lastByte = now
    received += count
  }

  /// Notes an attempt to write: whether some went out, and whether some still waits.
  mutating func flush(hasProgressed: Bool, isPending: Bool, at now: UInt64) {
    if !isPending {
      // Idle is who has nothing more to read.
      if phase == .idle, stalledSince != nil { since = now }
      stalledSince = nil
      if phase != .reply { exchangeSince = nil }
    } else if hasProgressed || stalledSince == nil {
      stalledSince = now
    }
  }

  /// What is to be done at a time.
  func verdict(at now: UInt64, _ limits: ServerLimits) -> Verdict {
    if let exchangeSince, Self.seconds(exchangeSince, now) >= limits.exchangeTimeout { return .expire }
    if let stalledSince { return Self.seconds(stalledSince, now) >= limits.stallTimeout ? .close : .wait }
    switch phase {
    case .idle: return Self.seconds(since, now) >= limits.idleTimeout ? .close : .wait
    case .head:
      return Self.seconds(since, now) >= limits.headTimeout
        ? .refuse("the head was not complete within \(limits.headTimeout) s") : .wait
    case .body: return bodyVerdict(at: now, limits)
    case .reply, .farewell: return .wait
    case .linger: return Self.seconds(since, now) >= limits.lingerTimeout ? .close : .wait
    }
  }

  private func bodyVerdict(at now: UInt64, _ limits: ServerLimits) -> Verdict {
    if Self.seconds(lastByte, now) >= limits.bodyTimeout {
      return .refuse("no byte of the body came for \(limits.bodyTimeout) s")
    }
    let elapsed = Self.seconds(since, now)
    return elapsed >= limits.bodyTimeout && received / max(1, elapsed) < limits.minBodyRate
      ? .refuse("the body came slower than \(limits.minBodyRate) bytes/s") : .wait
  }

  private static func seconds(_ start: UInt64, _ end: UInt64) -> Int {
    end <= start ? 0 : Int((end - start) / 1_000_000_000)
  }
}
