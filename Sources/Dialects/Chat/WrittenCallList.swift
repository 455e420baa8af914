import Wire

/// Reads JSON values that stand one behind the other, each of them exactly a call or a list of calls.
struct WrittenCallList {
  /// The calls so far.
  private(set) var calls: [WrittenCall] = []
  /// How many bytes have been read.
  private(set) var count = 0
  /// Whether a value has begun that is not complete.
  private(set) var isInsideValue = false

  private var end = JSONObjectEnd()
  /// Where the value begins that is being read.
  private var start = 0
  private var isCallLike = false

  /// What models put between two calls, besides white space.
  private static let separators = Array(",;".utf8)

  /// Reads on; false when a value is no call. It stops in front of whatever is no value.
  mutating func read(_ text: ArraySlice<UInt8>, for tools: CallableTools) -> Bool {
    while isInsideValue || begin(text.dropFirst(count)) {
      let value = text.dropFirst(start)
      if !isCallLike {
        guard let isCall = WrittenCallObject.canBegin(value, for: tools) else { return true }
        guard isCall else { return false }
        isCallLike = true
      }
      count += end.feed(text.dropFirst(count))
      guard end.isReached else { return true }
      isInsideValue = false
      guard let object = try? JSONDocument(parsing: Array(value.prefix(count - start))).root,
        let found = WrittenCallObject.calls(in: object, isExact: true, for: tools)
      else { return false }
      calls += found
    }
    return true
  }

  /// Begins the next value behind what may stand in front of it; false when there is none.
  private mutating func begin(_ rest: ArraySlice<UInt8>) -> Bool {
    let isBetween = !calls.isEmpty
    let value = rest.drop { ASCII.isSpace($0) || isBetween && Self.separators.contains($0) }
    count += value.startIndex - rest.startIndex
    guard value.first == UInt8(ascii: "{") || value.first == UInt8(ascii: "[") else { return false }
    start = count
    (isInsideValue, isCallLike) = (true, false)
    end = JSONObjectEnd()
    return true
  }
}
