/// The inside of JSON strings: finding where they stop being plain, decoding escapes, repairing UTF-8.
///
/// One rule holds wherever a string is decoded: what is not text becomes U+FFFD. A `\u` escape that is half of a
/// surrogate pair without the other half becomes one; bytes that are not UTF-8 become one per maximal subpart
/// (Unicode 3.9, "U+FFFD Substitution of Maximal Subparts"). The source bytes are never changed.
enum JSONText {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The offset of the first quote, backslash or control character, or `end`.
  ///
  /// `seen` collects the bits of the bytes passed, and maybe of a few behind them inside the range.
  @inline(__always)
  static func endOfPlainRun(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, seen: inout UInt64
  ) -> Int {
    var position = start
    while position &+ 8 <= end {
      let word = UInt64(littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self))
      let stops = stopBytes(word)
      if stops != 0 {
        let passed = stops.trailingZeroBitCount &>> 3
        seen |= word & ~(~0 &<< UInt64(passed &<< 3))
        return position &+ passed
      }
      seen |= word
      position &+= 8
    }
    while position < end, isPlain(bytes[position]) {
      seen |= UInt64(bytes[position])
      position &+= 1
    }
    return position
  }

  /// The high bit of every quote, backslash and control character; above the lowest there may be false ones.
  @inline(__always)
  private static func stopBytes(_ word: UInt64) -> UInt64 {
    // A byte that is less than what is taken away borrows, which sets its high bit; one that had it set is no stop.
    let quotes = (word ^ ones &* 0x22) &- ones
    let backslashes = (word ^ ones &* 0x5c) &- ones
    let controls = word &- ones &* 0x20
    return (quotes | backslashes | controls) & ~word & highBits
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte != .quote && byte != .backslash && byte >= .space
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- .zero < 10 }

  @inline(__always)
  static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  @inline(__always)
  static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == .space || byte == .lineFeed || byte == .carriageReturn || byte == .tab
  }

  // MARK: Decoding

  /// Appends what is between the quotes of a string that the parser accepted, escapes decoded and UTF-8 repaired.
  static func appendDecoded(
    _ text: UnsafeRawBufferPointer, hasEscapes: Bool, hasNonASCII: Bool, to output: inout [UInt8]
  ) {
    let start = output.count
    if hasEscapes { appendUnescaped(text, to: &output) } else { output.append(contentsOf: text) }
    if hasNonASCII { repair(&output, from: start) }
  }

  private static func appendUnescaped(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var position = 0
    while position < text.count {
      let rest = UnsafeRawBufferPointer(rebasing: text[position...])
      let plain = rest.firstOffset(of: .backslash) ?? rest.count
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<plain]))
      position += plain
      if position < text.count { position += appendEscape(text, at: position, to: &output) }
    }
  }

  /// Decodes the escape, or the pair of them, at `position`; gives its length.
  private static func appendEscape(
    _ text: UnsafeRawBufferPointer, at position: Int, to output: inout [UInt8]
  ) -> Int {
    switch text[position + 1] {
    case .u: return appendUnicodeEscape(text, at: position, to: &output)
    case .b: output.append(.backspace)
    case .f: output.append(.formFeed)
    case .n: output.append(.lineFeed)
    case .r: output.append(.carriageReturn)
    case .t: output.append(.tab)
    case let itself: output.append(itself)
    }
    return 2
  }

  private static func appendUnicodeEscape(
    _ text: UnsafeRawBufferPointer, at position: Int, to output: inout [UInt8]
  ) -> Int {
    let unit = codeUnit(text, at: position + 2)
    if UTF16.isLeadSurrogate(unit), let trail = trailSurrogate(text, at: position + 6) {
      let scalar = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(trail) - 0xdc00)
      append(Unicode.Scalar(scalar)!, to: &output)
      return 12
    }
    append(Unicode.Scalar(unit) ?? "\u{fffd}", to: &output)
    return 6
  }

  private static func trailSurrogate(_ text: UnsafeRawBufferPointer, at position: Int) -> UInt16? {
    guard position + 6 <= text.count, text[position] == .backslash, text[position + 1] == .u else {
      return nil
    }
    let unit = codeUnit(text, at: position + 2)
    return UTF16.isTrailSurrogate(unit) ? unit : nil
  }

  /// The value of four hexadecimal digits.
  private static func codeUnit(_ text: UnsafeRawBufferPointer, at position: Int) -> UInt16 {
    var unit: UInt16 = 0
    for digit in text[position..<position + 4] {
      unit = unit << 4 | UInt16(isDigit(digit) ? digit - .zero : (digit | 0x20) - 0x61 + 10)
    }
    return unit
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    output.append(contentsOf: UTF8.encode(scalar)!)
  }

  /// Replaces what is not UTF-8 from `start` on with U+FFFD.
  static func repair(_ output: inout [UInt8], from start: Int) {
    guard !isValidUTF8(output[start...]) else { return }
    let text = String(decoding: output[start...], as: UTF8.self)
    output.removeSubrange(start...)
    output.append(contentsOf: text.utf8)
  }

  static func isValidUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }
}
