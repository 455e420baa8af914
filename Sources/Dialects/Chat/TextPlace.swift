/// Where a text stands that is read bit by bit: at the beginning of a line, inside a fenced block of code.
struct TextPlace {
  /// Whether nothing but white space has come.
  private(set) var isAtBeginning = true
  /// Whether nothing but white space has come on this line.
  private(set) var isAtLineStart = true
  /// Whether a fenced block is open.
  private(set) var isInsideFence = false

  /// Backticks in a row at the beginning of this line; nil once something else has come.
  private var ticks: Int? = 0
  private var isFenceLine = false

  private static let tick = UInt8(ascii: "`")
  /// Backticks that make a fence.
  private static let fence = 3

  /// Takes the next byte.
  mutating func take(_ byte: UInt8) {
    if ASCII.isLineBreak(byte) {
      isAtLineStart = true
      isFenceLine = false
      ticks = 0
    } else if byte == Self.tick {
      takeTick()
    } else if !ASCII.isSpace(byte) {
      ticks = nil
      isAtLineStart = false
      isAtBeginning = false
    } else if !isAtLineStart {
      ticks = nil
    }
  }

  private mutating func takeTick() {
    if isFenceLine, ticks == nil {
      // What is closed on its own line was code within the text.
      isFenceLine = false
      isInsideFence = false
    }
    isAtLineStart = false
    isAtBeginning = false
    ticks = ticks.map { $0 + 1 }
    guard ticks == Self.fence else { return }
    isInsideFence.toggle()
    isFenceLine = isInsideFence
  }

  /// Takes calls that were no text: what follows them stands as at the beginning of a line.
  mutating func takeCalls() {
    isAtLineStart = true
    isFenceLine = false
    ticks = 0
  }
}
