import Tokens
import Wire

/// Writes a tool's JSON schema with less of what is said around it. Names, types, required members and enumerations of
/// what stays are the client's.
struct CompactSchema {
  /// How much is left.
  enum Detail: Int, Comparable {
    /// All that describes; not what only validators read.
    case canonical
    /// Types, enumerations and a few words.
    case brief
    /// Of the outermost members only the required ones and those that have words of their own; where nobody has written
    /// any, the others without words.
    case terse
    /// Words for the required ones only; where nobody has written any, only these are left, if there are any.
    case bare
    /// Of the outermost members only the required ones, without words.
    case names

    static func < (left: Detail, right: Detail) -> Bool { left.rawValue < right.rawValue }
  }

  /// The most that is said of an argument, in tokens.
  static let tokensPerArgument = 12
  /// The deepest nesting that is described; what lies deeper may be anything.
  private static let deepest = 24

  let detail: Detail
  /// The words for the outermost members, by name; nil where nobody has written any.
  let words: [String: String]?

  /// The schema. One that is no object is that of a tool without arguments.
  func schema(_ schema: JSONValue?, counting: inout PromptCounter) -> [UInt8] {
    var writer = JSONWriter()
    guard let schema, schema.kind == .object else {
      writer.raw(#"{"type":"object","properties":{}}"#.utf8)
      return writer.bytes
    }
    write(schema, depth: 0, words: nil, to: &writer, &counting)
    return writer.bytes
  }

  /// Writes a schema.
  ///
  /// - Parameter words: what to say of it instead of its description; nil for what the rule makes of that.
  private func write(
    _ schema: JSONValue, depth: Int, words: String?, to writer: inout JSONWriter,
    _ counting: inout PromptCounter
  ) {
    guard schema.kind == .object else { return writer.raw(schema) }
    guard depth < Self.deepest else { return writer.raw("{}".utf8) }
    writer.beginObject()
    if let text = description(of: schema, words: words, depth, &counting), !text.isEmpty {
      writer.field("description", text)
    }
    for (key, value) in schema.members {
      let key = key.string ?? ""
      switch key {
      case "description": continue
      case "properties": writeProperties(value, of: schema, depth, to: &writer, &counting)
      case "$defs", "definitions", "patternProperties":
        writer.key(key)
        writeMap(value, depth, to: &writer, &counting)
      case "items", "additionalProperties", "not", "if", "then", "else":
        guard !isNoise(key, value) else { continue }
        writer.key(key)
        write(value, depth: depth + 1, words: nil, to: &writer, &counting)
      case "anyOf", "oneOf", "allOf", "prefixItems":
        writer.key(key)
        writeList(value, depth, to: &writer, &counting)
      default: if !isNoise(key, value) { writer.field(key, value) }
      }
    }
    writer.endObject()
  }

  private func writeProperties(
    _ properties: JSONValue, of schema: JSONValue, _ depth: Int, to writer: inout JSONWriter,
    _ counting: inout PromptCounter
  ) {
    let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
    writer.key("properties")
    writer.beginObject()
    for (name, value) in properties.members {
      let name = name.string ?? ""
      let isNeeded = depth > 0 || required.contains(name)
      guard isNeeded || keepsOptional(name, besideRequired: !required.isEmpty) else { continue }
      writer.key(name)
      let words = depth == 0 ? words(for: name, isRequired: required.contains(name)) : nil
      write(value, depth: depth + 1, words: words, to: &writer, &counting)
    }
    writer.endObject()
  }

  private func keepsOptional(_ name: String, besideRequired: Bool) -> Bool {
    switch detail {
    case .canonical, .brief: true
    case .terse: words.map { !($0[name] ?? "").isEmpty } ?? true
    case .bare: words.map { !($0[name] ?? "").isEmpty } ?? !besideRequired
    case .names: false
    }
  }

  /// What to say of an outermost member; nil for what the rule makes of its description.
  private func words(for name: String, isRequired: Bool) -> String? {
    if isRequired { return words?[name] }
    guard let words else { return detail >= .terse ? "" : nil }
    return detail >= .bare ? "" : words[name] ?? ""
  }

  /// What is said of a schema. The outermost description is the tool's and stands elsewhere.
  private func description(
    of schema: JSONValue, words: String?, _ depth: Int, _ counting: inout PromptCounter
  ) -> String? {
    let description = schema["description"]?.string
    switch detail {
    case .canonical: return depth > 0 ? description : nil
    case .brief where depth == 1 || depth > 1 && self.words == nil: break
    case .terse where depth == 1: break
    case .bare where depth == 1: break
    case .brief, .terse, .bare, .names: return nil
    }
    return words
      ?? description.map {
        BriefText.opening(of: $0, toTokens: Self.tokensPerArgument, counting: &counting)
      }
  }

  private func writeMap(
    _ map: JSONValue, _ depth: Int, to writer: inout JSONWriter, _ counting: inout PromptCounter
  ) {
    writer.beginObject()
    for (name, value) in map.members {
      writer.key(name.string ?? "")
      write(value, depth: depth + 1, words: nil, to: &writer, &counting)
    }
    writer.endObject()
  }

  private func writeList(
    _ list: JSONValue, _ depth: Int, to writer: inout JSONWriter, _ counting: inout PromptCounter
  ) {
    writer.beginArray()
    for value in list.elements { write(value, depth: depth + 1, words: nil, to: &writer, &counting) }
    writer.endArray()
  }

  /// Whether a member of a schema tells the model nothing.
  private func isNoise(_ key: String, _ value: JSONValue) -> Bool {
    switch key {
    case "$schema", "$id", "$comment", "title", "examples", "example", "deprecated", "readOnly", "writeOnly":
      true
    case "additionalProperties": value.kind != .object || value.count == 0
    case "default": value.isNull || detail > .canonical
    case "type", "enum", "const", "required", "$ref", "$anchor", "nullable", "items": false
    default: detail > .canonical
    }
  }
}
