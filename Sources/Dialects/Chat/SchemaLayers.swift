import Wire

/// A JSON schema together with those it refers to (`$ref`) and those it is made of (`allOf`): what one does not say, the next
/// one may.
struct SchemaLayers {
  private var layers: [JSONValue] = []

  /// The most schemas that are taken together. One that refers to itself would go on for ever.
  private static let mostLayers = 32

  init(of schema: JSONValue, in root: JSONValue) { add(schema, in: root) }

  /// Adds a schema behind those that are there.
  mutating func add(_ schema: JSONValue, in root: JSONValue) {
    guard layers.count < Self.mostLayers else { return }
    layers.append(schema)
    if let target = schema["$ref"]?.string.flatMap({ Self.target(of: $0, in: root) }) {
      add(target, in: root)
    }
    if let parts = schema["allOf"] { for part in parts.elements { add(part, in: root) } }
  }

  /// The schema that a reference within the document points to (RFC 6901).
  private static func target(of reference: String, in root: JSONValue) -> JSONValue? {
    guard reference.hasPrefix("#") else { return nil }
    var value: JSONValue? = root
    for step in reference.dropFirst().split(separator: "/") {
      value = value?.member(unescaped(step))
    }
    return value
  }

  private static func unescaped(_ step: Substring) -> String {
    step.split(separator: "~1", omittingEmptySubsequences: false)
      .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
      .joined(separator: "/")
  }

  /// The value of a keyword, by the first that has it.
  subscript(key: String) -> JSONValue? {
    for layer in layers { if let value = layer.member(key) { return value } }
    return nil
  }

  /// The schemas one of which must hold, but for `null`; none where properties say more.
  var alternatives: [JSONValue] {
    guard properties.isEmpty, let list = self["anyOf"] ?? self["oneOf"] else { return [] }
    return list.elements.filter { $0["type"]?.isString("null") != true }
  }

  /// The types that are named, but for `null`.
  var types: [String] { namedTypes.filter { $0 != "null" } }

  /// Whether `null` will do too.
  var isNullable: Bool {
    if namedTypes.contains("null") || self["nullable"]?.bool == true { return true }
    guard let list = self["anyOf"] ?? self["oneOf"] else { return false }
    return list.elements.contains { $0["type"]?.isString("null") == true }
  }

  private var namedTypes: [String] {
    guard let type = self["type"] else { return [] }
    return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
  }

  /// The type where none is named.
  var likelyType: String {
    if !properties.isEmpty { return "object" }
    if self["items"] != nil { return "array" }
    return switch (self["const"] ?? self["enum"]?.elements.first { _ in true })?.kind {
    case .number: "number"
    case .true, .false: "boolean"
    case .object: "object"
    case .array: "array"
    case .string, .null, nil: "string"
    }
  }

  /// The texts one of which it must be. An empty one is refused; it is left out.
  var choices: [String] {
    let texts = self["const"].map { [$0.string] } ?? self["enum"]?.elements.map(\.string) ?? []
    return texts.compactMap { $0 }.filter { !$0.isEmpty }
  }

  /// The properties of an object, of all together.
  var properties: [(name: String, schema: JSONValue)] {
    var properties: [(name: String, schema: JSONValue)] = []
    var names: Set<String> = []
    for layer in layers {
      guard let members = layer["properties"]?.members else { continue }
      for (key, schema) in members {
        guard let name = key.string, names.insert(name).inserted else { continue }
        properties.append((name, schema))
      }
    }
    return properties
  }

  /// The properties that must be there, of all together.
  var required: [String] {
    var names: [String] = []
    for layer in layers {
      guard let list = layer["required"] else { continue }
      for name in list.elements.compactMap(\.string) where !names.contains(name) { names.append(name) }
    }
    return names
  }
}
