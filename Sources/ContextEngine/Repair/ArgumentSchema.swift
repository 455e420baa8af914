import Wire

/// The JSON schema of a tool's arguments, as far as arguments are judged by it: types, enumerations, members, elements,
/// alternatives and references. What it does not understand it lets pass, and so does what lies deeper than its bound.
struct ArgumentSchema: Sendable {
  /// The deepest nesting that is judged, and the longest chain of references that is followed.
  static let deepest = 32

  let root: JSONValue

  // MARK: Reading

  /// A schema with its references followed; nil for one that says nothing.
  func resolved(_ schema: JSONValue) -> JSONValue? {
    var schema = schema
    for _ in 0..<Self.deepest {
      guard schema.kind == .object else { return nil }
      guard let reference = schema["$ref"]?.string else { return schema }
      guard let target = self.target(of: reference) else { return nil }
      schema = target
    }
    return nil
  }

  /// What a reference such as `#/$defs/Item` points to, within the schema itself.
  private func target(of reference: String) -> JSONValue? {
    guard reference.hasPrefix("#") else { return nil }
    return reference.dropFirst().split(separator: "/").reduce(root) { value, step in
      let name = step.split(separator: "~", omittingEmptySubsequences: false)
      // RFC 6901: `~1` is a slash and `~0` is a tilde.
      let key = name.dropFirst().reduce(String(name[0])) { key, rest in
        key + (rest.hasPrefix("1") ? "/" : "~") + rest.dropFirst()
      }
      return value?.member(key)
    }
  }

  /// The types that a schema names; none when it leaves them open.
  static func types(of schema: JSONValue) -> [String] {
    guard let type = schema["type"] else { return [] }
    return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
  }

  /// The schemas of which a value must fit one; nil when there are none.
  static func alternatives(of schema: JSONValue) -> [JSONValue]? {
    (schema["anyOf"] ?? schema["oneOf"]).map { Array($0.elements) }
  }

  /// The members that must be there.
  static func required(by schema: JSONValue) -> Set<String> {
    Set(schema["required"]?.elements.compactMap(\.string) ?? [])
  }

  /// Whether members other than those listed are meant to be there.
  static func isOpen(_ schema: JSONValue) -> Bool {
    if schema["patternProperties"] != nil || schema["properties"] == nil { return true }
    return schema["additionalProperties"].map { $0.kind == .object || $0.bool == true } ?? false
  }

  // MARK: Judging

  /// Whether a value is right as it is.
  func accepts(_ value: JSONValue, by schema: JSONValue, depth: Int = 0) -> Bool {
    guard depth < Self.deepest, let schema = resolved(schema) else { return true }
    if value.isNull, schema["nullable"]?.bool == true { return true }
    let types = Self.types(of: schema)
    guard types.isEmpty || types.contains(where: { Self.isOfType($0, value) }) else { return false }
    if let choices = schema["enum"], !choices.elements.contains(where: { Self.equal($0, value) }) {
      return false
    }
    if let constant = schema["const"], !Self.equal(constant, value) { return false }
    if let alternatives = Self.alternatives(of: schema),
      !alternatives.contains(where: { accepts(value, by: $0, depth: depth + 1) })
    {
      return false
    }
    if let all = schema["allOf"], !all.elements.allSatisfy({ accepts(value, by: $0, depth: depth + 1) }) {
      return false
    }
    return acceptsContent(of: value, by: schema, depth)
  }

  private func acceptsContent(of value: JSONValue, by schema: JSONValue, _ depth: Int) -> Bool {
    switch value.kind {
    case .object: acceptsMembers(of: value, by: schema, depth)
    case .array:
      schema["items"].map { items in
        value.elements.allSatisfy { accepts($0, by: items, depth: depth + 1) }
      } ?? true
    case .string, .number, .true, .false, .null: true
    }
  }

  private func acceptsMembers(of object: JSONValue, by schema: JSONValue, _ depth: Int) -> Bool {
    var missing = Self.required(by: schema)
    let properties = schema["properties"]
    // A name nobody has listed is more likely a mistake than meant, even where the schema does not forbid it.
    let isClosed = !Self.isOpen(schema)
    for (key, value) in object.members {
      let name = key.string ?? ""
      missing.remove(name)
      if let member = properties?.member(name) {
        guard accepts(value, by: member, depth: depth + 1) else { return false }
      } else if isClosed {
        return false
      }
    }
    return missing.isEmpty
  }

  private static func isOfType(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value.kind) {
    case ("string", .string), ("number", .number), ("boolean", .true), ("boolean", .false), ("null", .null),
      ("object", .object), ("array", .array):
      true
    // `5.0` is an integer to JSON schema; a number too long for `int` is one when it has only digits.
    case ("integer", .number): value.int != nil || value.bytes.allSatisfy { $0 != 0x2e && $0 | 0x20 != 0x65 }
    default: false
    }
  }

  private static func equal(_ left: JSONValue, _ right: JSONValue) -> Bool {
    guard left.kind == right.kind else { return false }
    switch left.kind {
    case .string: return left.string == right.string
    case .number: return left.double == right.double
    case .true, .false, .null: return true
    case .object, .array: return left.bytes == right.bytes
    }
  }
}
