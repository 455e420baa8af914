import Conversations
import Tokens

/// What has been learned of targets by using them: how they count, how large their windows really are, and when they were
/// used last. Targets go by their names.
struct TargetLessons {
  /// A window that a backend has named in an error.
  private struct Window {
    /// Windows below are none that a model could be used with, in tokens; the figure was about something else.
    static let least = 1_024

    /// The window, in tokens.
    let tokens: Int
    /// What was taken for the window before. When that changes, the backend was started anew, and what it said is over.
    let insteadOf: ContextWindow
  }

  private var calibrations: [String: Calibration] = [:]
  private var windows: [String: Window] = [:]
  private var uses: [String: UInt64] = [:]

  /// How a target counts, as far as it has reported; nil when it has not yet.
  func calibration(of target: String) -> Calibration? { calibrations[target] }

  /// Takes up what an earlier run has learned; what this one has learned stays.
  mutating func recall(_ calibration: Calibration?, of target: String) {
    if calibrations[target] == nil { calibrations[target] = calibration }
  }

  /// Learns from a count of a target's.
  ///
  /// - Returns: what is known of how it counts now, and whether it has cut the prompt.
  mutating func learn(
    reported: Int, counted: Int, of target: String
  ) -> (calibration: Calibration, finding: Calibration.Finding?) {
    var calibration = calibrations[target] ?? Calibration()
    let finding = calibration.note(reported: reported, estimated: counted)
    calibrations[target] = calibration
    return (calibration, finding)
  }

  /// Learns from the window that a target has named in an error.
  ///
  /// - Parameters:
  ///   - taken: what its window was taken for in the prompt that it refused.
  ///   - known: what is known of its window from elsewhere.
  mutating func learn(
    window tokens: Int, below taken: ContextWindow, insteadOf known: ContextWindow, of target: String
  ) {
    guard tokens >= Window.least, tokens < taken.tokens else { return }
    windows[target] = Window(tokens: tokens, insteadOf: known)
  }

  /// A target's window: what it has named itself, else what is known of it.
  func window(of target: String, known: ContextWindow) -> ContextWindow {
    guard let learned = windows[target], learned.insteadOf == known else { return known }
    return ContextWindow(tokens: learned.tokens, source: .loaded)
  }

  /// Notes that a target was used, at a time in nanoseconds.
  mutating func use(_ target: String, at time: UInt64) { uses[target] = time }

  /// How long ago a target was used last, in seconds; nil when it was not yet.
  func secondsSinceUse(of target: String, now: UInt64) -> UInt64? {
    uses[target].map { (now - $0) / 1_000_000_000 }
  }
}
