/// What a backend's reports show of how much of each prompt it has read.
///
/// A report may be low because the model's tokenizer needs fewer tokens than are counted here, because the server leaves
/// out what it had in its cache, or because it has cut the prompt. The first grows with the prompt, the second was sent
/// before, the third does neither.
///
/// - A report of no more than the one before, of a prompt a tenth larger, is not learned from: it may have come to the
///   end of a window that is smaller than anybody knows, and would draw the ratio down with every turn.
/// - A report under half of what was expected, of a prompt over 1,024 tokens, is taken for the rest of a cached prompt when
///   it is under 1,000 tokens, or when an earlier prompt was large enough to have left the missing part in the cache. But
///   not by the second after four prompts in a row that were reported whole and could have been cached for the most part:
///   such a server counts what it has cached.
/// - Otherwise it is a tokenizer's, if a prompt of another size (by a quarter) was reported in the same proportion (to a
///   tenth), and else the prompt was cut.
struct ReadingRecord: Sendable, Equatable {
  /// What a report says of its prompt.
  enum Verdict {
    /// All of it seems to have been read.
    case whole
    /// The report tells of a part of it, or may do so.
    case partly
    /// Only a part of it was read.
    case cut
  }

  /// A report that later ones are compared with.
  struct Report: Sendable, Equatable {
    var reported: Int
    var estimated: Int
  }

  /// The most tokens that one prompt can have left in the backend's cache.
  var mostHeld = 0
  /// How many prompts in a row were reported whole that could have come from the cache for the most part.
  var wholeInARow = 0
  /// The report by which it is seen whether reports still grow with the prompt.
  var last: Report?
  /// The report under half by which it is seen whether such reports grow with the prompt.
  var short: Report?
  /// Whether they do.
  var isShortByNature = false

  /// How many prompts reported whole show that a server counts what it has cached.
  static let proof = 4
  /// Tokens from which a prompt can have been cut: no window in use is smaller than twice this, and no server is known to
  /// keep less than half of its window.
  private static let leastCut = 1_024
  /// Tokens below which a report is the rest of a cached prompt; a little less than what is left of the smallest window.
  private static let mostRest = 1_000

  /// Judges a report. All figures are in tokens, and above zero.
  ///
  /// - Parameter expected: the estimate with what was learned before.
  mutating func note(reported: Int, estimated: Int, expected: Int) -> Verdict {
    let report = Report(reported: reported, estimated: estimated)
    guard expected > Self.leastCut, reported < expected / 2 else {
      defer { mostHeld = max(mostHeld, reported) }
      if hasStalled(report) { return .partly }
      if reported >= Self.leastCut, reported >= expected / 10 * 9, mostHeld >= reported / 2 {
        wholeInARow = min(wholeInARow + 1, Self.proof)
      }
      return .whole
    }
    if isRestOfCached(reported, expected) {
      wholeInARow = 0
      mostHeld = max(mostHeld, expected)
      return .partly
    }
    return growsWithPrompt(report) ? .whole : .cut
  }

  private mutating func hasStalled(_ report: Report) -> Bool {
    guard let before = last else {
      last = report
      return false
    }
    let growth = Double(report.estimated) / Double(before.estimated)
    if growth >= 1.1, Double(report.reported) <= Double(before.reported) * 1.02 { return true }
    if growth >= 1.1 || growth <= 0.9 || report.reported > before.reported { last = report }
    return false
  }

  private func isRestOfCached(_ reported: Int, _ expected: Int) -> Bool {
    if reported < Self.mostRest { return true }
    // A tenth more, for what the estimate is off.
    return wholeInARow < Self.proof && expected - reported <= mostHeld + mostHeld / 10
  }

  private mutating func growsWithPrompt(_ report: Report) -> Bool {
    guard let before = short else {
      short = report
      return false
    }
    let sizes = Double(report.estimated) / Double(before.estimated)
    let reports = Double(report.reported) / Double(before.reported)
    let isInProportion = abs(reports / sizes - 1) <= 0.1
    guard sizes >= 1.25 || sizes <= 0.8 else { return isInProportion && isShortByNature }
    (short, isShortByNature) = (report, isInProportion)
    return isInProportion
  }
}
