import Conversations
import Wire

/// Functions, as tools were called at first: one call an answer, and no ids.
enum OpenAIChatLegacy {
  /// The id of every call of a function, and of its result: the same in every request, and the order tells calls of one
  /// function apart.
  static func callID(ofFunction name: String) -> String { "call_\(name)" }

  /// Whether a client knows no other tools.
  static func isSpoken(in body: JSONValue) -> Bool {
    guard body["tools"].map(\.isNull) ?? true, let functions = body["functions"] else { return false }
    return functions.kind == .array
  }
}
