import Wire

/// Reads calls from JSON, `{"name":…,"arguments":…}` and what models make of it.
enum WrittenCallObject {
  /// Under which names models put the arguments.
  private static let argumentKeys = ["arguments", "parameters", "input"]
  /// What stands beside name and arguments in a call that is nothing else.
  private static let besideKeys: Set<String> = ["name", "type", "id", "function"]

  /// The call, or the list of calls, that a value is; nil when any of it is none.
  ///
  /// - Parameter isExact: whether it must be a call and nothing else, with all that the tool requires, because nothing
  ///   around it says that a call is meant.
  static func calls(in value: JSONValue, isExact: Bool, for tools: CallableTools) -> [WrittenCall]? {
    guard value.kind == .array else { return call(in: value, isExact: isExact, for: tools).map { [$0] } }
    var calls: [WrittenCall] = []
    for element in value.elements {
      guard let call = call(in: element, isExact: isExact, for: tools) else { return nil }
      calls.append(call)
    }
    return calls.isEmpty ? nil : calls
  }

  private static func call(in value: JSONValue, isExact: Bool, for tools: CallableTools) -> WrittenCall? {
    let call = value["name"] == nil ? value["function"] ?? value : value
    guard let name = call["name"]?.string, tools.contains(name) else { return nil }
    let given = argumentKeys.lazy.compactMap { call.member($0) }.first
    let arguments = ToolInput.object(from: given.map { Array($0.bytes) } ?? [])
    if isExact {
      let isOnlyCall = [value, call].allSatisfy { isNothingElse($0) }
      guard isOnlyCall, given != nil, let object = try? JSONDocument(parsing: arguments).root,
        tools.accepts(object, for: name)
      else { return nil }
    }
    return WrittenCall(name: name, arguments: arguments)
  }

  private static func isNothingElse(_ object: JSONValue) -> Bool {
    object.members.allSatisfy { key, _ in
      key.string.map { besideKeys.contains($0) || argumentKeys.contains($0) } ?? false
    }
  }

  // MARK: The beginning

  /// Longer keys and names, in bytes, belong to no call.
  private static let longestWord = 256
  /// In so many bytes a call has come to its name, unless it names something else first.
  private static let longestBeginning = 1024

  /// Whether JSON that begins like this can still be a call; nil while nothing can be said. Seen as early as that, an
  /// answer that is JSON for its own sake is not held back.
  static func canBegin(_ text: ArraySlice<UInt8>, for tools: CallableTools) -> Bool? {
    let isCall = isCall(text.prefix(longestBeginning), for: tools)
    return isCall == nil && text.count >= longestBeginning ? false : isCall
  }

  private static func isCall(_ text: ArraySlice<UInt8>, for tools: CallableTools) -> Bool? {
    var rest = text.drop { ASCII.isSpace($0) || $0 == UInt8(ascii: "[") }
    guard rest.first == UInt8(ascii: "{") else { return rest.isEmpty ? nil : false }
    rest = rest.dropFirst().withoutLeadingSpace
    guard let key = word(in: &rest) else { return isOpenWord(rest) ? nil : false }
    guard besideKeys.contains(key) || argumentKeys.contains(key) else { return false }
    guard key == "name" else { return true }
    rest = rest.drop { ASCII.isSpace($0) || $0 == UInt8(ascii: ":") }
    guard let name = word(in: &rest) else { return isOpenWord(rest) ? nil : false }
    return tools.contains(name)
  }

  /// The text between quotes at the beginning; nil when it is none, or not whole.
  private static func word(in rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    let inside = rest.dropFirst()
    guard let end = inside.prefix(longestWord).firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    rest = rest[(end + 1)...]
    return String(decoding: inside[..<end], as: UTF8.self)
  }

  private static func isOpenWord(_ rest: ArraySlice<UInt8>) -> Bool {
    rest.isEmpty || rest.first == UInt8(ascii: "\"") && rest.count < longestWord
  }
}
