import Wire

/// The tools that a model can call, as far as a call is checked against them.
struct CallableTools: Sendable {
  /// The JSON schemas of the arguments, by the names under which the model knows the tools.
  private let schemas: [String: [UInt8]]

  init(_ schemas: [String: [UInt8]] = [:]) { self.schemas = schemas }

  /// Whether there is none.
  var isEmpty: Bool { schemas.isEmpty }

  /// Whether there is a tool of this name.
  func contains(_ name: String) -> Bool { schemas[name] != nil }

  /// Whether these arguments are an object that has everything the tool requires.
  func accepts(_ arguments: JSONValue, for name: String) -> Bool {
    guard arguments.kind == .object, let schema = schema(of: name) else { return false }
    let required = schema["required"].map { Array($0.elements) } ?? []
    return required.compactMap(\.string).allSatisfy { arguments.member($0) != nil }
  }

  /// Whether the tool takes a text as this argument, which is what is assumed of one that is not described.
  func takesText(as argument: String, of name: String) -> Bool {
    guard let type = schema(of: name)?["properties"]?.member(argument)?["type"] else { return true }
    return type.isString("string") || type.elements.contains { $0.isString("string") }
  }

  private func schema(of name: String) -> JSONValue? {
    schemas[name].flatMap { try? JSONDocument(parsing: $0).root }
  }
}
