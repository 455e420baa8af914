/// A text and where its lines lie.
struct TextLines {
  /// A line, without its line feed.
  typealias Line = ArraySlice<UInt8>

  /// The text.
  let bytes: [UInt8]
  private let ends: [Int]

  /// Finds the lines of a text.
  init(_ text: String) { self.init(Array(text.utf8)) }

  /// Finds the lines of a text in UTF-8.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    ends = bytes.withUnsafeBufferPointer { buffer in
      var ends: [Int] = []
      for index in buffer.indices where buffer[index] == UInt8(ascii: "\n") { ends.append(index) }
      ends.append(buffer.count)
      return ends
    }
  }

  /// How many there are: at least one; behind a line feed at the end of the text stands an empty one.
  var count: Int { ends.count }

  /// Where a line begins.
  func start(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] + 1 }

  /// A line.
  subscript(_ index: Int) -> Line { bytes[start(index)..<ends[index]] }

  /// Several lines with what stands between them.
  subscript(_ range: Range<Int>) -> Line {
    range.isEmpty ? [] : bytes[start(range.lowerBound)..<ends[range.upperBound - 1]]
  }
}

/// What lines are searched for.
extension ArraySlice<UInt8> {
  /// Whether it begins with these bytes.
  func hasPrefix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && text.withUTF8Buffer { self.prefix($0.count).elementsEqual($0) }
  }

  /// Whether these bytes are somewhere in it.
  func contains(_ text: StaticString) -> Bool { offset(of: text) != nil }

  /// The index at which these bytes begin.
  func offset(of text: StaticString) -> Int? {
    text.withUTF8Buffer { needle in
      withUnsafeBufferPointer { line -> Int? in
        guard line.count >= needle.count else { return nil }
        for start in 0...(line.count - needle.count) where line[start] == needle[0] {
          var length = 1
          while length < needle.count, line[start + length] == needle[length] { length += 1 }
          if length == needle.count { return startIndex + start }
        }
        return nil
      }
    }
  }

  /// The last index at which these bytes begin.
  func lastOffset(of text: StaticString) -> Int? {
    guard count >= text.utf8CodeUnitCount else { return nil }
    return (startIndex...(endIndex - text.utf8CodeUnitCount)).last { self[$0...].hasPrefix(text) }
  }

  /// Without the white space before and behind it.
  var trimmedSpace: ArraySlice<UInt8> { drop(while: \.isSpace).trimmedEnd }

  /// Without the white space behind it.
  var trimmedEnd: ArraySlice<UInt8> { self[..<(lastIndex { !$0.isSpace }.map { $0 + 1 } ?? startIndex)] }

  /// As text.
  var text: String { String(decoding: self, as: UTF8.self) }
}

/// Kinds of bytes.
extension UInt8 {
  /// Blank, tab, or a line's end.
  var isSpace: Bool { self == 0x20 || self &- 0x09 < 5 }
  /// A decimal digit.
  var isDigit: Bool { self &- 0x30 < 10 }
  /// A letter of ASCII.
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  /// A byte inside a scalar of several bytes.
  var isContinuation: Bool { self & 0xc0 == 0x80 }
}
