import Conversations
import Wire

/// Checks calls of tools against the tools as the client defined them, and repairs what models get wrong where there is
/// one way to understand it. A call that is right comes back byte for byte; so does one that cannot be repaired, for the
/// client to refuse in its own words. What was repaired once is right, or at least stays as it is.
public struct ToolCallRepair: Sendable {
  /// A call as it goes to the client.
  public struct Call: Sendable, Equatable {
    /// The tool's name as the client knows it.
    public var name: String
    /// The arguments.
    public var input: [UInt8]
    /// What was repaired, for the operator; nil when nothing was.
    public var note: String?
  }

  /// Members that models put around the arguments, as they have seen it in descriptions of calls.
  private static let wrappers = ["arguments", "input", "parameters", "args", "params"]
  /// The member under which a dialect keeps what a model wrote in place of an object.
  private static let unread = "_raw"
  /// What models put beside them.
  private static let besideWrappers: Set<String> = ["name", "tool", "tool_name", "function", "type", "id"]

  /// By name; nil for a tool without a schema.
  private let tools: [String: ArgumentSchema?]
  /// The names of tools by their lower-case forms.
  private let names: [String: [String]]

  /// A repair of calls of these tools, which are the client's, not as they were offered.
  public init(tools: [ToolDefinition]) {
    self.tools = Dictionary(tools.map { ($0.name, $0.schema.map(ArgumentSchema.init(root:))) }) { first, _ in
      first
    }
    names = Dictionary(grouping: self.tools.keys, by: { $0.lowercased() })
  }

  /// The name a tool is meant by: its own, or the only one that differs from it in nothing but case.
  public func toolName(for name: String) -> String {
    guard tools[name] == nil, let meant = names[name.lowercased()], meant.count == 1 else { return name }
    return meant[0]
  }

  /// A call repaired.
  ///
  /// - Parameter input: the arguments as the model wrote them, whether or not they are JSON.
  public func repaired(name: String, input: [UInt8]) -> Call {
    let meant = toolName(for: name)
    var notes = meant == name ? [] : ["was called \(name)"]
    var repaired = input
    if let known = tools[meant], let schema = known {
      repaired = arguments(input, by: schema, &notes) ?? input
    }
    let note = notes.isEmpty ? nil : "\(meant): " + notes.joined(separator: "; ")
    return Call(name: meant, input: repaired, note: note)
  }

  /// Arguments repaired; nil when they are right, or cannot be made right.
  private func arguments(_ input: [UInt8], by schema: ArgumentSchema, _ notes: inout [String]) -> [UInt8]? {
    guard var (object, isOther) = Self.object(in: input, by: schema, &notes) else { return nil }
    // It comes to an end: an unwrapping leaves less, and a repair leaves nothing to repair. It may leave a wrapping.
    while let next = Self.unwrapped(object, by: schema, &notes) ?? Self.repaired(object, by: schema, &notes) {
      object = next
      isOther = true
    }
    return isOther ? Array(object.bytes) : nil
  }

  private static func repaired(
    _ object: JSONValue, by schema: ArgumentSchema, _ notes: inout [String]
  ) -> JSONValue? {
    var repair = ArgumentRepair(by: schema)
    guard let bytes = repair.repaired(object, by: schema.root, ""),
      let repaired = try? JSONDocument(parsing: bytes).root
    else { return nil }
    notes += repair.notes
    return repaired
  }

  // MARK: The object

  /// The object that the input is, or that is found in it; nil when there is none.
  private static func object(
    in input: [UInt8], by schema: ArgumentSchema, _ notes: inout [String]
  ) -> (object: JSONValue, isFound: Bool)? {
    if let value = try? JSONDocument(parsing: input).root {
      if value.kind == .object {
        let text = unreadText(in: value, by: schema)
        return text.flatMap { salvaged($0, by: schema, &notes) } ?? (value, false)
      }
      guard let object = objectInText(value) else { return nil }
      notes.append("object of a text")
      return (object, true)
    }
    return salvaged(input, by: schema, &notes)
  }

  /// What was written in place of an object; nil when this is one.
  private static func unreadText(in object: JSONValue, by schema: ArgumentSchema) -> [UInt8]? {
    guard object.members.allSatisfy({ $0.key.string == unread }), let text = object.member(unread),
      text.kind == .string,
      schema.resolved(schema.root)?["properties"]?.member(unread) == nil
    else { return nil }
    var bytes: [UInt8] = []
    text.appendDecoded(to: &bytes)
    return bytes
  }

  /// The object in what is no JSON.
  private static func salvaged(
    _ text: [UInt8], by schema: ArgumentSchema, _ notes: inout [String]
  ) -> (object: JSONValue, isFound: Bool)? {
    guard let find = JSONSalvage.object(in: text), let found = try? JSONDocument(parsing: find.bytes).root
    else { return nil }
    // What broke off could have gone on: it is whole only if nothing that must be there is missing.
    guard !find.isClosedHere || schema.accepts(found, by: schema.root) else { return nil }
    notes.append(find.note)
    return (found, true)
  }

  private static func objectInText(_ value: JSONValue) -> JSONValue? {
    guard value.kind == .string else { return nil }
    var bytes: [UInt8] = []
    value.appendDecoded(to: &bytes)
    guard let inner = try? JSONDocument(parsing: bytes).root, inner.kind == .object else { return nil }
    return inner
  }

  /// The arguments inside an object that only wraps them; nil when it does not.
  private static func unwrapped(_ object: JSONValue, by schema: ArgumentSchema, _ notes: inout [String])
    -> JSONValue?
  {
    guard let root = schema.resolved(schema.root), let properties = root["properties"],
      !ArgumentSchema.isOpen(root)
    else { return nil }
    var inner: JSONValue?
    for (key, value) in object.members {
      let name = key.string ?? ""
      guard properties.member(name) == nil else { return nil }
      if inner == nil, wrappers.contains(name),
        let arguments = value.kind == .object ? value : objectInText(value)
      {
        inner = arguments
      } else if !besideWrappers.contains(name) {
        return nil
      }
    }
    guard let inner, inner.members.allSatisfy({ isKnown($0.key.string ?? "", properties, schema) }) else {
      return nil
    }
    notes.append("unwrapped")
    return inner
  }

  /// Whether a member is one of the arguments, by any spelling, or wraps them again.
  private static func isKnown(_ name: String, _ properties: JSONValue, _ schema: ArgumentSchema) -> Bool {
    if properties.member(name) != nil || wrappers.contains(name) || besideWrappers.contains(name) {
      return true
    }
    let plain = ArgumentNames.plain(name)
    return properties.members.contains { ArgumentNames.plain($0.key.string ?? "") == plain }
  }
}
