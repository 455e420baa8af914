import Wire

/// Calls behind a mark that is a token of its own in the model's vocabulary, up to the end of the answer: Mistral's
/// `[TOOL_CALLS][{"name":…,"arguments":…}]` and `[TOOL_CALLS]NAME[ARGS]{…}`, Llama's
/// `<|python_tag|>{"name":…,"parameters":…}`. Such a mark need not begin a line.
struct MarkedCall: WrittenCallForm {
  private static let marks = ["[TOOL_CALLS]", "<|python_tag|>"].map { Array($0.utf8) }
  /// What can stand between calls, besides marks: separators, and what models say when they are done.
  private static let fillers = [",", ";", "<|eom_id|>", "<|eot_id|>", "</s>"].map { Array($0.utf8) }
  /// What can stand between a name and its arguments, an id for instance, is not longer than this in bytes; no name is.
  private static let longestWord = 256

  mutating func read(_ text: ArraySlice<UInt8>, isOver: Bool, for tools: CallableTools) -> WrittenCallReading
  {
    let matches = Self.marks.map { text.begins(with: $0) }
    guard let mark = matches.firstIndex(of: true) else {
      return matches.contains(nil) && !isOver ? .undecided : .none
    }
    if isOver {
      let (calls, count) = Self.calls(in: text, for: tools)
      return calls.isEmpty ? .none : .calls(calls, count: count)
    }
    let call = text.dropFirst(Self.marks[mark].count).withoutLeadingSpace
    return Self.canBegin(call, for: tools) == false ? .none : .undecided
  }

  private static func canBegin(_ call: ArraySlice<UInt8>, for tools: CallableTools) -> Bool? {
    switch call.first {
    case nil: return nil
    case UInt8(ascii: "{"), UInt8(ascii: "["): return WrittenCallObject.canBegin(call, for: tools)
    default:
      guard let name = name(at: call) else { return call.count < longestWord ? nil : false }
      return tools.contains(String(decoding: name, as: UTF8.self))
    }
  }

  /// The name at the beginning; nil where none has ended.
  private static func name(at call: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let word = call.prefix(longestWord)
    let end = word.firstIndex { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") || ASCII.isSpace($0) }
    return end.map { word[..<$0] }
  }

  // MARK: The end

  /// The calls at the beginning of a text, and how many bytes they take.
  private static func calls(
    in text: ArraySlice<UInt8>, for tools: CallableTools
  ) -> (calls: [WrittenCall], count: Int) {
    var calls: [WrittenCall] = []
    var end = text.startIndex
    while let (found, next) = nextCalls(in: unfilled(text[end...]), for: tools) {
      calls += found
      end = unfilled(text[next...]).startIndex
    }
    return (calls, end - text.startIndex)
  }

  private static func unfilled(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = text.withoutLeadingSpace
    while let filler = (marks + fillers).first(where: { rest.starts(with: $0) }) {
      rest = rest.dropFirst(filler.count).withoutLeadingSpace
    }
    return rest
  }

  private static func nextCalls(
    in text: ArraySlice<UInt8>, for tools: CallableTools
  ) -> (calls: [WrittenCall], end: Int)? {
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      guard let (value, end) = value(at: text),
        let calls = WrittenCallObject.calls(in: value, isExact: false, for: tools)
      else { return nil }
      return (calls, end)
    }
    guard let word = name(at: text),
      let brace = text.prefix(2 * longestWord).firstIndex(of: UInt8(ascii: "{")),
      let (arguments, end) = value(at: text[brace...])
    else { return nil }
    let name = String(decoding: word, as: UTF8.self)
    return tools.contains(name) ? ([WrittenCall(name: name, arguments: Array(arguments.bytes))], end) : nil
  }

  /// The object or list at the beginning, and the index behind it.
  private static func value(at text: ArraySlice<UInt8>) -> (value: JSONValue, end: Int)? {
    var end = JSONObjectEnd()
    let count = end.feed(text)
    guard end.isReached, let value = try? JSONDocument(parsing: Array(text.prefix(count))).root else {
      return nil
    }
    return (value, text.startIndex + count)
  }
}
