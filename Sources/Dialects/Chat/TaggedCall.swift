import Wire

/// `<tool_call>{"name":…,"arguments":…}</tool_call>`, on which many models are trained; also with a list of calls. The last
/// closing tag may be missing.
struct TaggedCall: WrittenCallForm {
  private static let opening = Array("<tool_call>".utf8)
  private static let closing = Array("</tool_call>".utf8)

  /// How much of the inside has been searched for its end.
  private var searched = 0
  private var object = JSONObjectEnd()

  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
  {
    guard let isTag = text.begins(with: Self.opening) else { return isOver ? .none : .undecided }
    guard isTag else { return .none }
    let inside = text.dropFirst(Self.opening.count)
    let first = inside.withoutLeadingSpace.first
    guard first == nil || first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return .none }
    let end = end(of: inside)
    guard end != nil || isOver else { return .undecided }
    let call = inside.prefix(end ?? inside.count)
    let count = Self.opening.count + call.count + (end == nil ? 0 : Self.closing.count)
    guard let value = try? JSONDocument(parsing: Array(call)).root,
      let calls = WrittenCallObject.calls(in: value, isExact: false, for: tools)
    else { return .text(count: count) }
    return .calls(calls, count: count)
  }

  /// How many bytes stand before the closing tag; one within a string is none.
  private mutating func end(of inside: ArraySlice<UInt8>) -> Int? {
    while searched < inside.count {
      let rest = inside.dropFirst(searched)
      let bracket = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
      _ = object.feed(rest[..<bracket])
      searched += bracket - rest.startIndex
      if bracket == rest.endIndex { return nil }
      if !object.isInsideString {
        guard let isTag = rest[bracket...].begins(with: Self.closing) else { return nil }
        if isTag { return searched }
      }
      _ = object.feed(rest[bracket...bracket])
      searched += 1
    }
    return nil
  }
}
