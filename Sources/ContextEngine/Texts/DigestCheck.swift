import Tokens
import Wire

/// Whether a digest that a model has written says only what it was told.
public enum DigestCheck {
  /// The most tokens of a digest.
  public static let longest = 600
  /// A longer answer is no digest; what is behind is not looked at.
  private static let mostBytes = 16_384

  /// The digest without the lines that name a path or an error code which the input lacks, cut at a line's end to 600
  /// tokens; nil when nothing is left.
  public static func checked(_ digest: String, against input: String, counting counter: inout PromptCounter)
    -> String?
  {
    let source = Array(input.utf8)[...]
    let lines = TextLines(Array(digest.utf8.prefix(mostBytes)))
    var kept: [String] = []
    var left = longest
    for row in 0..<lines.count where names(in: lines[row]).allSatisfy({ source.holds($0) }) {
      let line = lines[row].trimmedEnd.text
      left -= counter.count(line + "\n")
      if left < 0 { break }
      kept.append(line)
    }
    return hasWords(kept) ? kept.joined(separator: "\n").trimmed : nil
  }

  /// Headings alone say nothing.
  private static func hasWords(_ lines: [String]) -> Bool {
    lines.contains { !$0.trimmed.isEmpty && !$0.hasPrefix("#") && !$0.hasSuffix(":") }
  }

  /// The paths and error codes in a line, without the marks around them and the number of a line behind a path.
  private static func names(in line: TextLines.Line) -> [TextLines.Line] {
    line.split { $0.isSpace || borders.contains($0) }
      .map { word in
        let bare = word.drop { !$0.isWordPart }
        return bare[..<(bare.lastIndex { $0.isWordPart }.map { $0 + 1 } ?? bare.startIndex)]
      }
      .filter { isPath($0) || isErrorCode($0) }
  }

  private static let borders = Set("`'\"(),;[]{}<>*|=".utf8)

  /// Whether a word is a path or the name of a file: with a slash inside, or a stop before a short ending of letters.
  private static func isPath(_ word: TextLines.Line) -> Bool {
    guard word.count >= 4 else { return false }
    if word.dropFirst().dropLast().contains(UInt8(ascii: "/")) { return !isAlternative(word) }
    guard let stop = word.lastIndex(of: UInt8(ascii: ".")), stop > word.startIndex else { return false }
    let ending = word[(stop + 1)...].prefix { $0.isLetter || $0.isDigit }
    return (1...5).contains(ending.count) && ending.contains(where: \.isLetter)
      && !ending.contains(where: \.isDigit)
  }

  /// Two words with a slash between: `and/or`, `read/write`.
  private static func isAlternative(_ word: TextLines.Line) -> Bool {
    word.count { $0 == UInt8(ascii: "/") } == 1 && word.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "/") }
      && word.count <= 16
  }

  private static let errors: Set<String> = [
    "ENOENT", "EACCES", "EPERM", "EEXIST", "ENOTDIR", "EISDIR", "EINVAL", "EPIPE", "ECONNREFUSED",
    "ECONNRESET",
    "EADDRINUSE", "ETIMEDOUT", "ENOTEMPTY", "ENOSPC", "ERESOLVE", "EMFILE", "ENOMEM", "EBUSY", "EAGAIN",
    "EIO", "EROFS",
  ]

  /// Whether a word is the code of an error: letters and digits as in `E0308`, `TS2345`, `ENOENT`, `SIGSEGV`.
  private static func isErrorCode(_ word: TextLines.Line) -> Bool {
    guard (3...12).contains(word.count),
      word.allSatisfy({ $0.isCapital || $0.isDigit || $0 == UInt8(ascii: "_") })
    else { return false }
    let letters = word.prefix { $0.isCapital }
    if letters.count == word.count { return word.hasPrefix("SIG") || errors.contains(word.text) }
    return letters.count <= 4 && !letters.isEmpty && word[letters.endIndex...].count >= 3
      && word[letters.endIndex...].allSatisfy(\.isDigit)
  }
}

extension ArraySlice<UInt8> {
  /// Whether these bytes stand somewhere in it.
  fileprivate func holds(_ name: ArraySlice<UInt8>) -> Bool {
    BytePatterns([name.text]).occur(in: self)
  }
}

extension UInt8 {
  fileprivate var isCapital: Bool { self &- 0x41 < 26 }
  /// A byte that belongs to a name: anything but ASCII's marks, save those that begin a path.
  fileprivate var isWordPart: Bool {
    isLetter || isDigit || self >= 0x80 || self == UInt8(ascii: "/") || self == UInt8(ascii: "_")
      || self == UInt8(ascii: "~") || self == UInt8(ascii: ".")
  }
}
