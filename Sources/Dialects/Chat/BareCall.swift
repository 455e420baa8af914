import Wire

/// An answer that is a call in JSON, or several, and nothing else.
struct BareCall: WrittenCallForm {
  private var list = WrittenCallList()

  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
  {
    guard list.read(text, for: tools) else { return .none }
    let rest = text.dropFirst(list.count)
    guard list.isInsideValue || rest.allSatisfy(ASCII.isSpace) else {
      return .text(count: max(list.count, 1))
    }
    guard isOver else { return .undecided }
    return list.isInsideValue || list.calls.isEmpty
      ? .text(count: text.count) : .calls(list.calls, count: text.count)
  }
}
