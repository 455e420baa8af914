/// Texts made short for one line of a note.
extension StringProtocol {
  /// Without the blanks and line ends around it.
  var trimmed: String {
    let bytes = Substring(self).utf8
    let end = bytes.lastIndex { !$0.isSpace }.map { bytes.index(after: $0) } ?? bytes.startIndex
    return String(Substring(bytes[..<end].drop(while: \.isSpace)))
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
    let text = self[(utf8.firstIndex { !$0.isSpace } ?? endIndex)...]
    // No more than can be shown is looked at: the rest may be a megabyte.
    let window = text.prefix(characters + 1)
    guard let end = window.firstIndex(where: \.isNewline) else {
      return window.clipped(to: characters).trimmed
    }
    let line = text[..<end].trimmed
    let isAll = text[end...].prefix(200).allSatisfy(\.isWhitespace)
    return isAll ? line : line.clipped(to: characters - 2) + " …"
  }

  /// A path, of a long one the end, from the beginning of a name on.
  func clippedPath(to characters: Int) -> String {
    guard utf8.count > characters else { return oneLine(characters) }
    let tail = suffix(characters - 1)
    return "…" + (tail.firstIndex(of: "/").map { tail[$0...] } ?? tail).oneLine(characters - 1)
  }
}

extension String {
  /// A command without the `cd somewhere &&` in front of it.
  var withoutDirectoryChange: String {
    var rest = self[...]
    while rest.hasPrefix("cd "), let and = rest.prefix(400).firstRange(of: "&& ") {
      rest = rest[and.upperBound...].drop { $0 == " " }
    }
    return rest.isEmpty ? self : String(rest)
  }

  /// The last name of a path.
  var lastName: String { split(separator: "/").last.map(String.init) ?? self }
}

extension Substring {
  /// Without this end and the spaces around it.
  func trimmingSuffix(_ end: String) -> Substring {
    let text = self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]
    return text.hasSuffix(end) ? text.dropLast(end.count) : text
  }
}
