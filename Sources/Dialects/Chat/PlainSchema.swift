import Wire

/// Reduces a JSON schema to the subset of OpenAPI that every Gemini model takes, and servers that compile schemas to
/// grammars.
///
/// References are put in place, alternatives stand alone, and what the subset has no word for is left out: the model is
/// told less, and the client checks what it is called with anyway.
public struct PlainSchema {
  private let root: JSONValue
  /// How many schemas may still be written. References that are put in place can multiply without end.
  private var remaining = 10_000
  private var depth = 0

  /// The deepest nesting, in schemas.
  private static let mostDepth = 24

  /// The reduced schema, one JSON object.
  public static func reduced(_ schema: JSONValue) -> [UInt8] {
    var reduction = PlainSchema(root: schema)
    var writer = JSONWriter()
    reduction.write(schema, to: &writer)
    return writer.bytes
  }

  private init(root: JSONValue) { self.root = root }

  private mutating func write(_ schema: JSONValue, to writer: inout JSONWriter) {
    guard remaining > 0, depth < Self.mostDepth else { return Self.writeAnything(to: &writer) }
    remaining -= 1
    depth += 1
    defer { depth -= 1 }
    var layers = SchemaLayers(of: schema, in: root)
    let alternatives = layers.alternatives
    if alternatives.count > 1 { return write(anyOf: alternatives, to: &writer) }
    if let only = alternatives.first { layers.add(only, in: root) }
    let types = layers.types
    if types.count > 1 { return write(anyOf: types, of: layers, to: &writer) }
    write(types.first ?? layers.likelyType, layers, to: &writer)
  }

  /// What stands for a schema that cannot be written.
  private static func writeAnything(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "object")
    writer.endObject()
  }

  // MARK: Alternatives

  /// Nothing may stand beside alternatives.
  private mutating func write(anyOf schemas: [JSONValue], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("anyOf")
    writer.beginArray()
    for schema in schemas { write(schema, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private mutating func write(anyOf types: [String], of layers: SchemaLayers, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("anyOf")
    writer.beginArray()
    for type in types { write(type, layers, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  // MARK: One type

  private mutating func write(_ type: String, _ layers: SchemaLayers, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", type)
    if layers.isNullable { writer.field("nullable", true) }
    copy(["title", "description"], of: layers, to: &writer)
    switch type {
    case "object": writeObject(layers, to: &writer)
    case "array":
      copy(["minItems", "maxItems"], of: layers, to: &writer)
      writer.key("items")
      writeItems(layers["items"], to: &writer)
    case "string":
      copy(["pattern", "minLength", "maxLength"], of: layers, to: &writer)
      if let format = layers["format"]?.string, ["enum", "date-time"].contains(format) {
        writer.field("format", format)
      }
      write(choices: layers.choices, to: &writer)
    case "integer", "number": copy(["minimum", "maximum"], of: layers, to: &writer)
    default: break
    }
    writer.endObject()
  }

  private func copy(_ keys: [String], of layers: SchemaLayers, to writer: inout JSONWriter) {
    for key in keys {
      if let value = layers[key], value.kind == .number || value.kind == .string { writer.field(key, value) }
    }
  }

  private func write(choices: [String], to writer: inout JSONWriter) {
    if choices.isEmpty { return }
    writer.key("enum")
    writer.beginArray()
    for choice in choices { writer.string(choice) }
    writer.endArray()
  }

  /// A list must say of what.
  private mutating func writeItems(_ items: JSONValue?, to writer: inout JSONWriter) {
    if let items, items.kind == .object { return write(items, to: &writer) }
    writer.beginObject()
    writer.field("type", "string")
    writer.endObject()
  }

  private mutating func writeObject(_ layers: SchemaLayers, to writer: inout JSONWriter) {
    copy(["minProperties", "maxProperties"], of: layers, to: &writer)
    let properties = layers.properties
    if properties.isEmpty { return }
    writer.key("properties")
    writer.beginObject()
    for property in properties {
      writer.key(property.name)
      write(property.schema, to: &writer)
    }
    writer.endObject()
    let required = layers.required.filter { name in properties.contains { $0.name == name } }
    if required.isEmpty { return }
    writer.key("required")
    writer.beginArray()
    for name in required { writer.string(name) }
    writer.endArray()
  }
}
