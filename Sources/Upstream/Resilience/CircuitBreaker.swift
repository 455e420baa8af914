/// Keeps requests away from a target that fails, and lets one through now and then to see whether it still does.
///
/// A value without a clock: every moment is handed to it, in milliseconds since 1970, since vendors name theirs so and
/// what is open must stay so over a restart.
public struct CircuitBreaker: Sendable, Equatable {
  /// What an operator sets.
  public struct Settings: Sendable, Equatable {
    /// Failures in a row that open it.
    public var failures = 3
    /// How long it is open the first time; each time that a trial fails then, twice as long, up to `longestCoolDown`.
    public var coolDown: Duration = .seconds(300)
    /// Successful trials that close it again.
    public var successes = 2

    /// The longest that repeated failures make of the time it is open; a longer `coolDown` stays as it is.
    public static let longestCoolDown: Duration = .seconds(3600)

    /// The defaults.
    public init(failures: Int = 3, coolDown: Duration = .seconds(300), successes: Int = 2) {
      self.failures = failures
      self.coolDown = coolDown
      self.successes = successes
    }
  }

  /// Why it is open.
  public enum Cause: String, Sendable, CaseIterable {
    /// Failures in a row.
    case failures
    /// The vendor asked to be left alone.
    case rateLimited = "rate-limited"
    /// The account is empty, or its limit for a long time reached.
    case quotaExhausted = "quota-exhausted"
    /// The credentials were refused.
    case authentication
    /// The backend does not have the model.
    case modelNotFound = "model-not-found"
  }

  /// What it does with requests.
  public enum State: Sendable, Equatable {
    /// Lets all through.
    case closed
    /// Lets none through until then.
    case open(until: Int64, Cause)
    /// Lets one at a time through, to see how it goes.
    case halfOpen(Cause)
  }

  /// Whether a request may go, and as what. Whoever was let through ends that once.
  public enum Admission: Sendable, Equatable {
    /// As any other.
    case granted
    /// To find out whether the target works again.
    case trial
    /// Not before then; nil where that depends on a trial that is under way.
    case refused(until: Int64?)
  }

  /// How a request that was let through went.
  public enum Outcome: Sendable, Equatable {
    /// It was answered.
    case success
    /// Half a failure.
    case halfFailure
    /// A failure.
    case failure
    /// The target is of no use until then.
    case held(until: Int64, Cause)
    /// In a way that says nothing about the target.
    case nothing
  }

  private struct Opening: Equatable {
    var until: Int64
    var cause: Cause
  }

  /// What an operator has set; may change at any time.
  public var settings: Settings
  private var opening: Opening?
  /// Failures since the last success, counted in halves.
  private var halves = 0
  /// How often failures have opened it since it was last closed.
  private var reopenings = 0
  private var trials = 0
  private var successfulTrials = 0

  /// A closed one.
  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// What it does with requests now.
  public func state(at now: Int64) -> State {
    guard let opening else { return .closed }
    return now < opening.until ? .open(until: opening.until, opening.cause) : .halfOpen(opening.cause)
  }

  /// Failures since the last success; half failures count half.
  public var failures: Double { Double(halves) / 2 }

  /// Lets a request through, or not.
  ///
  /// - Parameter isLastResort: whether no other target is left: it goes even while this is open, as a trial.
  public mutating func admit(at now: Int64, isLastResort: Bool = false) -> Admission {
    guard let opening else { return .granted }
    let isDue = now >= opening.until
    guard isLastResort || isDue && trials == 0 else { return .refused(until: isDue ? nil : opening.until) }
    trials += 1
    return .trial
  }

  /// Takes in how a request went that was let through.
  public mutating func end(_ admission: Admission, as outcome: Outcome, at now: Int64) {
    let isTrial = admission == .trial
    if isTrial { trials = max(0, trials - 1) }
    switch outcome {
    case .success: noteSuccess(isTrial: isTrial, at: now)
    case .halfFailure: noteFailure(halves: 1, isTrial: isTrial, at: now)
    case .failure: noteFailure(halves: 2, isTrial: isTrial, at: now)
    case .held(let until, let cause): hold(until: until, because: cause, at: now)
    case .nothing: break
    }
  }

  /// Closes it and forgets what was.
  public mutating func reset() { self = CircuitBreaker(settings) }
}

// MARK: - Opening and closing

extension CircuitBreaker {
  /// What began before it opened says nothing about the time since.
  private mutating func noteSuccess(isTrial: Bool, at now: Int64) {
    guard var opening else {
      halves = 0
      return
    }
    guard isTrial else { return }
    successfulTrials += 1
    // A hold that has run out is over with the first answer; repeated failures want more of a proof.
    guard successfulTrials < (reopenings > 0 ? settings.successes : 1) else { return close() }
    opening.until = min(opening.until, now)
    self.opening = opening
  }

  private mutating func noteFailure(halves more: Int, isTrial: Bool, at now: Int64) {
    if let opening {
      // Those that go as a last resort while it is open find out nothing that is not known.
      if isTrial, now >= opening.until { open(at: now) }
    } else {
      halves += more
      if halves >= 2 * settings.failures { open(at: now) }
    }
  }

  private mutating func open(at now: Int64) {
    let longest = max(Settings.longestCoolDown, settings.coolDown)
    // Twelve doublings make an hour of a second.
    let coolDown = min(longest, settings.coolDown * (1 << min(reopenings, 12)))
    reopenings += 1
    successfulTrials = 0
    opening = Opening(until: now + coolDown.wholeMilliseconds, cause: .failures)
  }

  private mutating func hold(until wanted: Int64, because cause: Cause, at now: Int64) {
    let until = min(wanted, now + FailureAdvice.longestHold.wholeMilliseconds)
    guard until > now, until >= opening?.until ?? 0 else { return }
    successfulTrials = 0
    opening = Opening(until: until, cause: cause)
  }

  private mutating func close() {
    opening = nil
    halves = 0
    reopenings = 0
    successfulTrials = 0
  }
}

// MARK: - Keeping it over a restart

extension CircuitBreaker {
  /// What is kept of an open one.
  public struct Stored: Sendable, Equatable {
    /// Why it is open and how often failures have opened it, such as `failures 2`.
    public var state: String
    /// Until when, in milliseconds since 1970; half open after that.
    public var until: Int64

    /// What was kept.
    public init(state: String, until: Int64) {
      self.state = state
      self.until = until
    }
  }

  /// What is to be kept; nil for a closed one.
  public var stored: Stored? {
    opening.map { Stored(state: "\($0.cause.rawValue) \(reopenings)", until: $0.until) }
  }

  /// The one that was kept; closed where that cannot be understood.
  ///
  /// - Parameter now: a clock that has been set back since does not keep it open longer than anything may.
  public init(_ settings: Settings, restoring stored: Stored, at now: Int64) {
    self.init(settings)
    let words = stored.state.split(separator: " ")
    guard words.count == 2, let cause = Cause(rawValue: String(words[0])),
      let reopenings = Int(words[1]), reopenings >= 0
    else { return }
    self.reopenings = min(reopenings, 64)
    opening = Opening(
      until: min(stored.until, now + FailureAdvice.longestHold.wholeMilliseconds), cause: cause)
  }
}

extension Duration {
  /// Its length in milliseconds, rounded down.
  var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
