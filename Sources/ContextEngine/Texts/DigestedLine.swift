/// A line of a digest, read back.
struct DigestedLine {
  /// What stands before what the assistant said.
  static let noteMark = "- "
  /// What stands before an error.
  static let outcomeMark = " -> "
  /// What stands behind a call that failed at first.
  static let failedMark = " (failed before)"

  /// The tool and what was done with it, without ranges, number and outcome; for a note, all of it.
  private(set) var call: String
  /// The error, with its mark; empty when it went well.
  let outcome: String
  /// Whether it is what the assistant said.
  let isNote: Bool

  /// Reads a line.
  init(_ line: some StringProtocol) {
    isNote = line.hasPrefix(Self.noteMark)
    let line = String(line)
    let mark = isNote ? nil : line.firstRange(of: Self.outcomeMark)
    outcome = mark.map { String(line[$0.lowerBound...]) } ?? ""
    call = line
    if !isNote { call = Self.bare(mark.map { line[..<$0.lowerBound] } ?? line[...]) }
  }

  /// Without `x3`, ranges and the word of earlier failures at its end.
  private static func bare(_ line: Substring) -> String {
    var words = (line.hasSuffix(failedMark) ? line.dropLast(failedMark.count) : line).split(separator: " ")
    while words.count > 2, let last = words.last, isNumber(last) { words.removeLast() }
    return words.joined(separator: " ")
  }

  private static func isNumber(_ word: Substring) -> Bool {
    let digits = word.hasPrefix("x") ? word.dropFirst() : word
    return digits.first?.isNumber == true && digits.allSatisfy { $0.isNumber || $0 == "-" }
      && (word.hasPrefix("x") || word.contains("-"))
  }

  // MARK: Paths

  /// What may be a path: all behind the tool, or behind the last ` in ` of a search.
  private var place: Substring? {
    guard !isNote, let blank = call.firstIndex(of: " ") else { return nil }
    let object = call[call.index(after: blank)...]
    guard object.hasPrefix("\"") else { return object }
    return object.ranges(of: "\" in ").last.map { object[$0.upperBound...] }
  }

  /// The path, when it stands there in full.
  var path: String? { place.flatMap { $0.contains("/") && !$0.contains(" ") ? String($0) : nil } }

  /// Puts a path in full in the place of its last name.
  mutating func expand(by paths: [String: String]) {
    guard let place, let path = paths[String(place)] else { return }
    call.replaceSubrange(place.startIndex..<place.endIndex, with: path)
  }
}
