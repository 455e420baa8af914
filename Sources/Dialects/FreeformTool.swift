import Conversations
import Wire

/// A tool that takes a text in place of JSON arguments (`custom`, at OpenAI): other backends are offered it as a function
/// whose one argument is the text.
enum FreeformTool {
  private static let key = "input"
  private static let schemaText =
    #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#

  /// The JSON schema of the arguments that stand for the text.
  static var schema: JSONValue? { (try? JSONDocument(parsing: Array(schemaText.utf8)))?.root }

  /// The arguments that stand for a text.
  static func arguments(of text: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key(key)
    writer.string(bytes: text)
    writer.endObject()
    return writer.bytes
  }

  /// The text that arguments stand for; arguments of another form stand for themselves.
  static func text(of arguments: [UInt8]) -> [UInt8] {
    guard let object = try? JSONDocument(parsing: arguments).root, let text = object.member(key),
      text.kind == .string, object.count == 1
    else { return arguments }
    var decoded: [UInt8] = []
    text.appendDecoded(to: &decoded)
    return decoded
  }

  /// What a model is told of such a tool: its description, and the grammar of the text where it has one.
  static func description(_ description: String?, format: JSONValue?) -> String? {
    let grammar = format?["grammar"] ?? format
    guard let definition = grammar?["definition"]?.string else { return description }
    let syntax = grammar?["syntax"]?.string.map { " (\($0))" } ?? ""
    return [description, "The input follows this grammar\(syntax):\n\(definition)"].compactMap { $0 }
      .joined(separator: "\n\n")
  }
}
