/// What programs write for a terminal and nobody reads: escape sequences, lines that are drawn over, blanks at line ends.
struct TerminalNoise {
  private var output: [UInt8] = []
  /// Where the line that is being written begins.
  private var start = 0
  /// Whether what comes next is written over the line.
  private var isOverwriting = false

  /// A text as it looks in the end.
  static func removed(from text: [UInt8]) -> [UInt8] {
    var noise = TerminalNoise()
    noise.output.reserveCapacity(text.count)
    text.withUnsafeBufferPointer { noise.write($0) }
    while noise.output.last?.isSpace == true { noise.output.removeLast() }
    return noise.output
  }

  private mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < text.count {
      switch text[index] {
      case 0x1b: index += Self.escape(in: text, at: index)
      case 0x0d:
        isOverwriting = true
        index += 1
      case 0x08:
        eraseScalar()
        index += 1
      case 0x07: index += 1
      case 0x0a:
        endLine()
        index += 1
      case let byte:
        put(byte)
        index += 1
      }
    }
    trimLine()
  }

  private mutating func put(_ byte: UInt8) {
    if isOverwriting {
      output.removeSubrange(start...)
      isOverwriting = false
    }
    output.append(byte)
  }

  private mutating func eraseScalar() {
    while output.count > start, let byte = output.popLast(), byte.isContinuation {}
  }

  private mutating func endLine() {
    trimLine()
    output.append(UInt8(ascii: "\n"))
    start = output.count
    isOverwriting = false
  }

  private mutating func trimLine() {
    while output.count > start, output.last == UInt8(ascii: " ") || output.last == UInt8(ascii: "\t") {
      output.removeLast()
    }
  }

  /// The length of the escape sequence at a place (ECMA-48: CSI, strings such as OSC, and those of two or three bytes);
  /// of one that is cut off only the escape itself.
  private static func escape(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    guard place + 1 < text.count else { return 1 }
    switch text[place + 1] {
    case UInt8(ascii: "["): return controlLength(in: text, from: place)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"): return stringLength(in: text, from: place)
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      return place + 2 < text.count && text[place + 2] &- 0x30 < 0x4f ? 3 : 1
    case 0x30...0x7e: return 2
    default: return 1
    }
  }

  /// Parameters, then one final byte.
  private static func controlLength(in text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
    var index = place + 2
    while index < text.count, text[index] &- 0x20 < 0x20 { index += 1 }
    return index < text.count && text[index] &- 0x40 < 0x3f ? index + 1 - place : 1
  }

  /// Anything up to a bell or an escape and a backslash, on one line. Another escape ends the search, so that no byte
  /// is looked at more than twice.
  private static func stringLength(in text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
    var index = place + 2
    while index < text.count, text[index] >= 0x20 { index += 1 }
    guard index < text.count else { return 1 }
    if text[index] == 0x07 { return index + 1 - place }
    let isEnd = text[index] == 0x1b && index + 1 < text.count && text[index + 1] == UInt8(ascii: "\\")
    return isEnd ? index + 2 - place : 1
  }
}
