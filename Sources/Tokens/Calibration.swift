/// What a backend's reports teach of how it counts the tokens of one model: by how much counts made here are off, how far
/// they can be trusted, and when it has read less than it was sent.
///
/// The ratio goes up at once and down by a tenth of the way, because a prompt that is thought too large costs some room and
/// one that is thought too small costs the turn. Prompts under 1,000 tokens, in which fixed pieces of a template weigh
/// most, teach by the square of their size: 4 % of a full lesson at 200.
public struct Calibration: Sendable, Equatable {
  /// What a report tells besides the ratio.
  public enum Finding: Sendable, Equatable {
    /// The backend has read far less than it was sent: `reported` tokens of `estimated`, by what was learned before.
    case truncated(reported: Int, estimated: Int)
  }

  /// Tokens that the backend reports for each that is counted here; 1 at first, and always within `ratios`.
  public internal(set) var ratio = 1.0
  /// By how much prompts were larger than thought, as a share of what was thought; the newest last.
  var errors: [Double] = []
  /// What reports are compared with, to see whether all of a prompt was read.
  var reading = ReadingRecord()

  /// What can be true of a tokenizer; beyond, one of the two counts is wrong.
  static let ratios = 0.25...4.0
  /// How many errors are remembered.
  static let mostErrors = 32
  /// Tokens of a prompt that teaches fully.
  private static let fullLesson = 1_000
  /// Figures beyond are no tokens of a prompt.
  private static let sensible = 1...1 << 40

  /// Nothing learned yet.
  public init() {}

  /// The share of a window that is kept free because counts may be wrong: 10 % before anything is known, then the 95th
  /// percentile of the last 32 errors, within 2 and 10 %. Few reports prove little: n of them no less than an n-th of 10 %.
  public var marginShare: Double {
    guard !errors.isEmpty else { return 0.1 }
    let rank = (errors.count * 95 + 99) / 100
    return min(max(errors.sorted()[rank - 1], 0.1 / Double(errors.count), 0.02), 0.1)
  }

  /// Learns from a report, if all of the prompt seems to have been read; see `ReadingRecord` for how that is told.
  ///
  /// - Parameters:
  ///   - reported: the prompt's tokens as the backend says, those read from its cache included where it tells them.
  ///   - estimated: the same prompt as it is counted here, without the ratio.
  public mutating func note(reported: Int, estimated: Int) -> Finding? {
    guard Self.sensible.contains(reported), Self.sensible.contains(estimated) else { return nil }
    let expected = max(1, Int((Double(estimated) * ratio).rounded()))
    switch reading.note(reported: reported, estimated: estimated, expected: expected) {
    case .whole: learn(reported, estimated)
    case .partly: break
    case .cut: return .truncated(reported: reported, estimated: expected)
    }
    return nil
  }

  private mutating func learn(_ reported: Int, _ estimated: Int) {
    if estimated >= Self.fullLesson { remember(Double(reported) / (Double(estimated) * ratio) - 1) }
    let sample = min(
      max(Double(reported) / Double(estimated), Self.ratios.lowerBound), Self.ratios.upperBound)
    let size = min(1, Double(estimated) / Double(Self.fullLesson))
    let step = (sample - ratio) * size * size * (sample > ratio ? 1 : 0.1)
    // Rounding must not carry it past what it is drawn to.
    ratio = min(max(ratio + step, Self.ratios.lowerBound), Self.ratios.upperBound)
  }

  /// What the first report says is no error: nothing had been promised.
  private mutating func remember(_ error: Double) {
    errors.append(errors.isEmpty ? 0 : min(max(error, 0), 1))
    if errors.count > Self.mostErrors { errors.removeFirst() }
  }
}
