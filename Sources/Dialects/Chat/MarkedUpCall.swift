import Wire

/// A call whose arguments stand in tags of their own, as Qwen's coding models write them
/// (`<function=NAME><parameter=KEY>…</parameter></function>`) and models that have read Claude's
/// (`<invoke name="NAME"><parameter name="KEY">…</parameter></invoke>`), with or without a wrapper around it.
struct MarkedUpCall: WrittenCallForm {
  private let syntax: CallMarkup
  /// How much has been searched for the closing tag.
  private var searched = 0
  /// How many bytes stand in front of it, once it is found.
  private var closingOffset: Int?

  init(_ syntax: CallMarkup) { self.syntax = syntax }

  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
  {
    guard let isWrapped = text.begins(with: syntax.wrapperOpening) else { return isOver ? .none : .undecided }
    let inside = isWrapped ? text.dropFirst(syntax.wrapperOpening.count) : text
    guard let isCall = syntax.isCall(inside.withoutLeadingSpace, for: tools) else {
      return isOver ? .none : .undecided
    }
    guard isCall else { return .none }
    let closing = isWrapped ? syntax.wrapperClosing : syntax.callClosing
    guard let tag = find(closing, in: text) else {
      return isOver ? unclosed(text, inside, for: tools) : .undecided
    }
    let end = tag + closing.count
    guard let (calls, last) = syntax.calls(in: inside[..<(isWrapped ? tag : end)], for: tools),
      text[last..<(isWrapped ? tag : end)].allSatisfy(ASCII.isSpace)
    else { return .text(count: end - text.startIndex) }
    if isWrapped { return .calls(calls, count: end - text.startIndex) }
    return withStrayClosing(calls, text, end, isOver: isOver)
  }

  private mutating func find(_ tag: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    if closingOffset == nil {
      let start = text.startIndex + max(0, searched - tag.count)
      closingOffset = text.index(of: tag, from: start).map { $0 - text.startIndex }
      searched = text.count
    }
    return closingOffset.map { text.startIndex + $0 }
  }

  /// What is left open at the end of the answer is closed there.
  private func unclosed(
    _ text: ArraySlice<UInt8>, _ inside: ArraySlice<UInt8>, for tools: CallableTools
  ) -> WrittenCallReading {
    guard let (calls, last) = syntax.calls(in: inside, for: tools) else { return .text(count: text.count) }
    return .calls(calls, count: last - text.startIndex)
  }

  /// Models forget the wrapper's opening tag rather than its closing one.
  private func withStrayClosing(
    _ calls: [WrittenCall], _ text: ArraySlice<UInt8>, _ end: Int, isOver: Bool
  ) -> WrittenCallReading {
    let rest = text[end...].withoutLeadingSpace
    switch rest.begins(with: syntax.wrapperClosing) {
    case nil: return isOver ? .calls(calls, count: end - text.startIndex) : .undecided
    case true?: return .calls(calls, count: rest.startIndex + syntax.wrapperClosing.count - text.startIndex)
    case false?: return .calls(calls, count: end - text.startIndex)
    }
  }
}
