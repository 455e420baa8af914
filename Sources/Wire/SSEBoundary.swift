/// The places in an event stream where one event has ended and the next has not begun.
public enum SSEBoundary {
  /// The offset behind the last blank line; 0 when there is none. Searches from the end.
  public static func end(of bytes: [UInt8]) -> Int {
    var end = bytes.count
    while end >= 2 {
      if isBlankLine(endingAt: end, of: bytes) { return end }
      end -= 1
    }
    return 0
  }

  /// Whether a line end stands here whose line is empty: it follows another line end at once.
  private static func isBlankLine(endingAt end: Int, of bytes: [UInt8]) -> Bool {
    switch (bytes[end - 2], bytes[end - 1]) {
    case (.lineFeed, .lineFeed), (.carriageReturn, .carriageReturn), (.lineFeed, .carriageReturn):
      // A carriage return may be half of a CRLF, whose other half would then stand behind the boundary; a parser takes
      // such a line feed for nothing, so the boundary holds.
      return true
    case (.carriageReturn, .lineFeed):
      return end >= 3 && (bytes[end - 3] == .lineFeed || bytes[end - 3] == .carriageReturn)
    default:
      return false
    }
  }
}
