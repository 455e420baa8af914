/// Encoding text as the inside of a JSON string.
extension JSONText {
  /// Appends UTF-8 text with quotes, backslashes and control characters escaped; what is not UTF-8 becomes U+FFFD.
  static func appendEscaped(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    guard let base = text.baseAddress else { return }
    let start = output.count
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    var position = 0
    var seen: UInt64 = 0
    while position < text.count {
      let end = endOfPlainRun(bytes, from: position, to: text.count, seen: &seen)
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[position..<end]))
      position = end
      if position < text.count {
        appendEscape(for: bytes[position], to: &output)
        position += 1
      }
    }
    if seen & highBits != 0 { repair(&output, from: start) }
  }

  private static func appendEscape(for byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case .quote, .backslash: output.append(contentsOf: [.backslash, byte])
    case .lineFeed: output.append(contentsOf: [.backslash, .n])
    case .carriageReturn: output.append(contentsOf: [.backslash, .r])
    case .tab: output.append(contentsOf: [.backslash, .t])
    case .backspace: output.append(contentsOf: [.backslash, .b])
    case .formFeed: output.append(contentsOf: [.backslash, .f])
    default:
      output.append(contentsOf: [.backslash, .u, .zero, .zero, hexDigit(byte >> 4), hexDigit(byte & 15)])
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? .zero + value : 0x61 + value - 10 }
}
