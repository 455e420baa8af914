import Wire

/// Makes values fit a schema where there is one way to, and no meaning is lost.
struct ArgumentRepair {
  let schema: ArgumentSchema
  /// What was done, each in a few words.
  private(set) var notes: [String] = []

  init(by schema: ArgumentSchema) { self.schema = schema }

  /// A value repaired as JSON; nil when it is right as it is, or cannot be made right.
  mutating func repaired(_ value: JSONValue, by schema: JSONValue, _ path: String, depth: Int = 0) -> [UInt8]?
  {
    guard depth < ArgumentSchema.deepest, !self.schema.accepts(value, by: schema, depth: depth),
      let schema = self.schema.resolved(schema)
    else { return nil }
    let types = ArgumentSchema.types(of: schema)
    if types.isEmpty, schema["properties"] == nil,
      let alternatives = ArgumentSchema.alternatives(of: schema)
    {
      return repaired(value, byOneOf: alternatives, path, depth)
    }
    switch value.kind {
    case .object where types.isEmpty || types.contains("object"):
      return repairedObject(value, by: schema, path, depth)
    case .array where types.isEmpty || types.contains("array"):
      return repairedArray(value, by: schema, path, depth)
    default: return converted(value, to: types, by: schema, path, depth)
    }
  }

  /// The repair by the only alternative that comes to a value which is right.
  private mutating func repaired(
    _ value: JSONValue, byOneOf alternatives: [JSONValue], _ path: String, _ depth: Int
  ) -> [UInt8]? {
    var found: (bytes: [UInt8], notes: [String])?
    for alternative in alternatives {
      var repair = ArgumentRepair(by: schema)
      guard let bytes = repair.repaired(value, by: alternative, path, depth: depth + 1),
        isRight(bytes, by: alternative, depth), found?.bytes != bytes
      else { continue }
      // Two ways to understand it: the client shall say what is wrong.
      guard found == nil else { return nil }
      found = (bytes, repair.notes)
    }
    notes += found?.notes ?? []
    return found?.bytes
  }

  private func isRight(_ bytes: [UInt8], by schema: JSONValue, _ depth: Int) -> Bool {
    guard let value = try? JSONDocument(parsing: bytes).root else { return false }
    return self.schema.accepts(value, by: schema, depth: depth)
  }

  // MARK: Scalars

  /// A value of one type as one of another.
  private mutating func converted(
    _ value: JSONValue, to types: [String], by schema: JSONValue, _ path: String, _ depth: Int
  ) -> [UInt8]? {
    for type in types {
      guard let (bytes, note) = conversion(of: value, to: type, by: schema, path, depth) else { continue }
      guard isRight(bytes, by: schema, depth) else { continue }
      notes.append("\(path): \(note)")
      return bytes
    }
    return nil
  }

  private func conversion(
    of value: JSONValue, to type: String, by schema: JSONValue, _ path: String, _ depth: Int
  ) -> (bytes: [UInt8], note: String)? {
    switch (type, value.kind) {
    case ("string", .number): return (Array("\"".utf8) + value.bytes + Array("\"".utf8), "text of a number")
    case ("integer", .string), ("number", .string):
      return parsed(value, as: [.number]).map { (Array($0.bytes), "number of a text") }
    case ("boolean", .string):
      switch value.string?.lowercased() {
      case "true": return (Array("true".utf8), "true of a text")
      case "false": return (Array("false".utf8), "false of a text")
      default: return nil
      }
    case ("object", .string):
      return parsed(value, as: [.object]).map { (whole($0, by: schema, path, depth), "object of a text") }
    case ("array", .string):
      if let array = parsed(value, as: [.array]) {
        return (whole(array, by: schema, path, depth), "list of a text")
      }
      return list(of: value, by: schema, path, depth)
    case ("array", .object), ("array", .number), ("array", .true), ("array", .false):
      return list(of: value, by: schema, path, depth)
    default: return nil
    }
  }

  /// The value a text holds, if it is nothing but one of these kinds.
  private func parsed(_ text: JSONValue, as kinds: [JSONValue.Kind]) -> JSONValue? {
    var bytes: [UInt8] = []
    text.appendDecoded(to: &bytes)
    guard let value = try? JSONDocument(parsing: bytes).root, kinds.contains(value.kind) else { return nil }
    return value
  }

  /// A value with all in it repaired.
  private func whole(_ value: JSONValue, by schema: JSONValue, _ path: String, _ depth: Int) -> [UInt8] {
    var repair = ArgumentRepair(by: self.schema)
    return repair.repaired(value, by: schema, path, depth: depth + 1) ?? Array(value.bytes)
  }

  /// A lone value as a list of one, where the list says what its elements are.
  private func list(
    of value: JSONValue, by schema: JSONValue, _ path: String, _ depth: Int
  ) -> (bytes: [UInt8], note: String)? {
    guard let items = schema["items"], self.schema.resolved(items).map({ $0.count > 0 }) ?? false else {
      return nil
    }
    return (Array("[".utf8) + whole(value, by: items, path, depth) + Array("]".utf8), "list of one")
  }

  // MARK: Lists and objects

  private mutating func repairedArray(
    _ array: JSONValue, by schema: JSONValue, _ path: String, _ depth: Int
  ) -> [UInt8]? {
    guard let items = schema["items"] else { return nil }
    var writer = JSONWriter()
    var isChanged = false
    writer.beginArray()
    for element in array.elements {
      let repaired = repaired(element, by: items, path, depth: depth + 1)
      isChanged = isChanged || repaired != nil
      writer.raw(repaired ?? Array(element.bytes))
    }
    writer.endArray()
    return isChanged ? writer.bytes : nil
  }

  private mutating func repairedObject(
    _ object: JSONValue, by schema: JSONValue, _ path: String, _ depth: Int
  ) -> [UInt8]? {
    guard let properties = schema["properties"] else { return nil }
    let names = ArgumentNames(of: object, by: schema, self.schema)
    var writer = JSONWriter()
    var isChanged = false
    writer.beginObject()
    for (key, value) in object.members {
      let said = key.string ?? ""
      let name = names.name(for: said)
      let path = path.isEmpty ? name : "\(path).\(name)"
      let member = properties.member(name)
      if let member, names.isSuperfluous(name, value, member) {
        notes.append("\(path): null left out")
        isChanged = true
        continue
      }
      if name != said { notes.append("\(path): was called \(said)") }
      let repaired = member.flatMap { self.repaired(value, by: $0, path, depth: depth + 1) }
      isChanged = isChanged || name != said || repaired != nil
      writer.key(name)
      writer.raw(repaired ?? Array(value.bytes))
    }
    writer.endObject()
    return isChanged ? writer.bytes : nil
  }
}

/// What the members of an object are meant to be called.
struct ArgumentNames {
  private let required: Set<String>
  private let schema: ArgumentSchema
  private var renamed: [String: String] = [:]

  init(of object: JSONValue, by schema: JSONValue, _ whole: ArgumentSchema) {
    required = ArgumentSchema.required(by: schema)
    self.schema = whole
    guard let properties = schema["properties"], !ArgumentSchema.isOpen(schema) else { return }
    var taken: Set<String> = []
    var unknown: [String] = []
    for (key, value) in object.members {
      let name = key.string ?? ""
      guard let member = properties.member(name) else {
        unknown.append(name)
        continue
      }
      if !isSuperfluous(name, value, member) { taken.insert(name) }
    }
    guard !unknown.isEmpty else { return }
    let known = Dictionary(grouping: properties.members.compactMap(\.key.string), by: Self.plain)
    for (plain, said) in Dictionary(grouping: unknown, by: Self.plain) {
      guard let meant = known[plain], meant.count == 1, said.count == 1, !taken.contains(meant[0]) else {
        continue
      }
      renamed[said[0]] = meant[0]
    }
  }

  /// What a member is meant to be called; its own name when that is not clear.
  func name(for said: String) -> String { renamed[said] ?? said }

  /// Whether a member is a null that may as well not be there.
  func isSuperfluous(_ name: String, _ value: JSONValue, _ member: JSONValue) -> Bool {
    value.isNull && !required.contains(name) && !schema.accepts(value, by: member)
  }

  /// A name without case and punctuation, so that `filePath` and `file_path` are one.
  static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0 != "_" && $0 != "-" })
  }
}
