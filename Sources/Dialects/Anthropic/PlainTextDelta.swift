#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The commonest event of a stream, recognised by its bytes: a `text_delta` in the layout that Anthropic sends, whose
/// text is plain ASCII without escapes.
///
/// Most events of a stream that is only watched are such, and reading them as JSON costs four times as much. Whatever
/// differs in a single byte is left to the JSON reader.
enum PlainTextDelta {
  private static let beginning: StaticString = #"{"type":"content_block_delta","index":"#
  private static let middle: StaticString = #","delta":{"type":"text_delta","text":""#

  /// The text of such an event; nil for any other.
  @inline(__always)
  static func text(of event: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var start = 0
    guard skip(beginning, in: event, &start) else { return nil }
    let digits = start
    while start < event.count, event[start] &- 0x30 < 10 { start += 1 }
    // JSON has no leading zeros.
    guard start == digits + 1 || start > digits && event[digits] != 0x30 else { return nil }
    guard skip(middle, in: event, &start), let end = end(of: event), start <= end else { return nil }
    let text = UnsafeRawBufferPointer(rebasing: event[start..<end])
    return isPlain(text) ? text : nil
  }

  @inline(__always)
  private static func skip(
    _ expected: StaticString, in event: UnsafeRawBufferPointer, _ position: inout Int
  ) -> Bool {
    let count = expected.utf8CodeUnitCount
    guard let base = event.baseAddress, event.count - position > count else { return false }
    guard memcmp(base + position, expected.utf8Start, count) == 0 else { return false }
    position += count
    return true
  }

  /// Where the quote stands that ends the text: before two braces, between which Anthropic puts spaces.
  @inline(__always)
  private static func end(of event: UnsafeRawBufferPointer) -> Int? {
    var last = event.count - 1
    guard last > 0, event[last] == UInt8(ascii: "}") else { return nil }
    repeat { last -= 1 } while last > 0 && event[last] == 0x20
    guard last > 0, event[last] == UInt8(ascii: "}"), event[last - 1] == UInt8(ascii: "\"") else {
      return nil
    }
    return last - 1
  }

  /// Whether there are only printable ASCII characters, and neither a quote nor a backslash.
  @inline(__always)
  private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position + 8 <= text.count {
      if !isPlain(text.loadUnaligned(fromByteOffset: position, as: UInt64.self)) { return false }
      position += 8
    }
    while position < text.count {
      let byte = text[position]
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return false
      }
      position += 1
    }
    return true
  }

  /// Eight bytes at once: a byte's upper bit is set in `found` if it is over 0x7f, under 0x20, a quote or a backslash;
  /// borrows may set more bits above one that is rightly set, never alone.
  @inline(__always)
  private static func isPlain(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let found = word | (word &- ones &* 0x20) | (quote &- ones) | (backslash &- ones)
    return found & (ones &* 0x80) == 0
  }
}
