import Wire

/// A fenced block of JSON that is a call, or several, and nothing else. It counts only where the answer ends with such
/// blocks: a model that goes on to talk has shown something, not asked for it.
struct FencedCall: WrittenCallForm {
  private static let fence = Array("```".utf8)
  /// What may stand behind the opening fence.
  private static let languages: Set<String> = ["", "json", "tool_call", "tool", "tool_use", "function"]
  /// A longer line behind the fence, in bytes, is none of these.
  private static let longestLanguage = 16

  /// The calls in the blocks that are complete.
  private var calls: [WrittenCall] = []
  /// How many bytes the complete blocks take, with the white space behind them.
  private var count = 0
  private var block = WrittenCallList()

  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
  {
    while true {
      let rest = text.dropFirst(count)
      if !calls.isEmpty {
        count += rest.prefix(while: ASCII.isSpace).count
        if count == text.count { return isOver ? .calls(calls, count: count) : .undecided }
      }
      switch read(block: text.dropFirst(count), for: tools) {
      case nil: return isOver ? .text(count: max(count, 1)) : .undecided
      case 0?: return .text(count: max(count, 1))
      case let length?:
        calls += block.calls
        count += length
        block = WrittenCallList()
      }
    }
  }

  /// How many bytes a block takes that holds calls; nil while it is not complete, 0 where it is none.
  private mutating func read(block text: ArraySlice<UInt8>, for tools: CallableTools) -> Int? {
    guard let isFence = text.begins(with: Self.fence) else { return nil }
    guard isFence else { return 0 }
    let line = text.dropFirst(Self.fence.count).prefix(Self.longestLanguage)
    guard let lineEnd = line.firstIndex(where: ASCII.isLineBreak) else {
      return line.count < Self.longestLanguage ? nil : 0
    }
    let language = line[..<lineEnd].filter { !ASCII.isSpace($0) }
    guard Self.languages.contains(String(decoding: language, as: UTF8.self)) else { return 0 }
    let inside = text[lineEnd...]
    guard block.read(inside, for: tools) else { return 0 }
    let rest = inside.dropFirst(block.count).withoutLeadingSpace
    if block.isInsideValue || rest.isEmpty { return nil }
    guard !block.calls.isEmpty, let isClosed = rest.begins(with: Self.fence) else {
      return block.calls.isEmpty ? 0 : nil
    }
    return isClosed ? rest.startIndex + Self.fence.count - text.startIndex : 0
  }
}
