/// Texts made short for one line of a note.
extension StringProtocol {
  /// Without the white space around it.
  var trimmed: String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? start
    return String(self[start..<end])
  }

  /// Its beginning, with an ellipsis when that is not all.
  func clipped(to characters: Int) -> String {
    guard utf8.count > characters, let end = index(startIndex, offsetBy: characters, limitedBy: endIndex),
      end < endIndex
    else { return String(self) }
    return self[..<index(before: end)].trimmed + "…"
  }

  /// Its first line with a word in it, clipped; an ellipsis tells that there are more.
  func oneLine(_ characters: Int) -> String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = self[start...].firstIndex(where: \.isNewline) ?? endIndex
    let line = self[start..<end].clipped(to: characters)
    let isAll = line.hasSuffix("…") || self[end...].allSatisfy(\.isWhitespace)
    return isAll ? line.trimmed : line.trimmed.clipped(to: characters - 2) + " …"
  }

  /// A path, of a long one the end, from the beginning of a name on.
  func clippedPath(to characters: Int) -> String {
    guard utf8.count > characters else { return oneLine(characters) }
    let tail = suffix(characters - 1)
    return "…" + (tail.firstIndex(of: "/").map { tail[$0...] } ?? tail).oneLine(characters - 1)
  }
}

extension Substring {
  /// Without this end and the spaces around it.
  func trimmingSuffix(_ end: String) -> Substring {
    let text = self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]
    return text.hasSuffix(end) ? text.dropLast(end.count) : text
  }
}
