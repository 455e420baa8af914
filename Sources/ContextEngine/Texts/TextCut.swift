/// What is kept of a text that is cut in its middle.
struct TextCut {
  private let lines: TextLines
  private let head: Double
  private let errors: [Int]
  private let wayBack: String
  private let numbering: LineNumbering?

  /// The most lines of the middle that are looked at as errors.
  private static let mostErrors = 200
  /// What of the kept bytes may be lines of the middle.
  private static let errorShare = 0.2
  /// The most bytes of a line of the middle.
  private static let longestError = 300

  /// A text to be cut.
  init(
    _ lines: TextLines, head: Double, keepingErrors: Bool, wayBack: String, numbering: LineNumbering? = nil
  ) {
    self.lines = lines
    self.numbering = numbering
    self.head = head
    self.wayBack = wayBack.isEmpty ? "" : " " + wayBack
    errors =
      keepingErrors
      ? Array(
        (0..<lines.count).lazy.filter { ErrorLine.weight(of: lines[$0]) != .none }.prefix(Self.mostErrors))
      : []
  }

  /// The bytes of the whole text.
  var size: Int { lines.bytes.count }

  /// The text with about so many bytes of it, and a mark where something is missing.
  func keeping(bytes budget: Int) -> String {
    let first = Int(Double(budget) * head)
    let top = headEnd(first)
    let bottom = max(top, tailStart(budget - first))
    let middle = keptErrors(in: top, bottom, budget: Int(Double(budget) * Self.errorShare))
    return joined(top: top, middle: middle, bottom: bottom)
  }

  /// Where the head ends: at the last line end within so many bytes, within a line when there is none.
  private func headEnd(_ budget: Int) -> Int {
    let bytes = lines.bytes
    var end = min(max(budget, 0), bytes.count)
    if let feed = bytes[..<end].lastIndex(of: UInt8(ascii: "\n")), end - feed < max(200, end / 2) {
      return feed + 1
    }
    while end > 0, end < bytes.count, bytes[end].isContinuation { end -= 1 }
    return end
  }

  /// Where the tail starts: behind the first line end within the last so many bytes.
  private func tailStart(_ budget: Int) -> Int {
    let bytes = lines.bytes
    var start = max(bytes.count - max(budget, 0), 0)
    if let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n")), feed - start < max(200, budget / 2) {
      return feed + 1
    }
    while start < bytes.count, bytes[start].isContinuation { start += 1 }
    return start
  }

  /// Lines that look like errors between two places, in order, no two alike in a row.
  private func keptErrors(in top: Int, _ bottom: Int, budget: Int) -> [String] {
    var kept: [String] = []
    var left = budget
    for index in errors where lines.start(index) >= top && lines[index].endIndex <= bottom {
      let line = lines[index].text.clipped(to: Self.longestError)
      left -= line.utf8.count
      if left < 0 { break }
      if kept.last != line { kept.append(line) }
    }
    return kept
  }

  private func joined(top: Int, middle: [String], bottom: Int) -> String {
    let bytes = lines.bytes
    var text = bytes[..<top].text
    if let last = text.utf8.last, last != UInt8(ascii: "\n") { text += "\n" }
    text +=
      "[ctxgw: \(missing(top, bottom)) left out here\(middle.isEmpty ? "" : " but for these").\(wayBack)]\n"
    for line in middle { text += line + "\n" }
    if !middle.isEmpty { text += "[ctxgw: the end follows.]\n" }
    return text + bytes[bottom...].text
  }

  /// What is missing between two places: lines by their numbers where they have some, else how many.
  private func missing(_ top: Int, _ bottom: Int) -> String {
    let bytes = lines.bytes
    let count = bytes[top..<bottom].count { $0 == UInt8(ascii: "\n") }
    guard count > 1 else { return "\(bottom - top) bytes" }
    guard let numbering, top > 0, bytes[top - 1] == UInt8(ascii: "\n") else { return "\(count) lines" }
    let row = bytes[..<top].count { $0 == UInt8(ascii: "\n") }
    return row >= numbering.row
      ? "lines \(numbering.number(of: row))-\(numbering.number(of: row + count - 1))" : "\(count) lines"
  }
}
