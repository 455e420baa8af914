/// The member that a backend does not know, by its name in the refusal.
enum RefusedField {
  /// Members without which there is no request: whatever a backend says about them, they stay.
  private static let essential: Set<String> = [
    "model", "messages", "contents", "input", "content", "parts", "role", "text", "tools", "name", "id",
    "type",
    "function", "tool_use_id", "tool_call_id", "arguments", "functionCall", "functionResponse", "stream",
    "body",
  ]
  /// What stands in front of the name; what follows it is no letter of a name.
  private static let openings = [
    "Unknown name ", "nknown parameter: ", "nsupported parameter: ",
    "nrecognized request argument supplied: ",
    "nrecognized request arguments supplied: ", "nknown field ", "nrecognized key(s) in object: ",
    "nrecognized field: ",
    "property ", "rgument not supported: ", "nexpected keyword argument ", "nexpected property ",
  ]

  /// The names that lead to it from the body, lists left out; nil where a text names none, or an essential one.
  static func path(in text: String) -> [String]? {
    let path = pathInFront(in: text) ?? nameBehind(in: text)
    guard let path, let last = path.last, path.count > 1 || !essential.contains(last) else { return nil }
    return path
  }

  /// `tools.0.custom.strict: Extra inputs are not permitted`
  private static func pathInFront(in text: String) -> [String]? {
    guard let found = text.firstRange(of: ": Extra inputs are not permitted") else { return nil }
    let path = text[..<found.lowerBound].reversed().prefix { isPathCharacter($0) }
    return components(String(path.reversed()))
  }

  private static func nameBehind(in text: String) -> [String]? {
    for opening in openings {
      guard let found = text.firstRange(of: opening) else { continue }
      let name = text[found.upperBound...].drop { "'\"`\\".contains($0) }.prefix { isPathCharacter($0) }
      if let path = components(String(name)) { return path }
    }
    return nil
  }

  private static func isPathCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "_.$-[]".contains(character)
  }

  private static func components(_ path: String) -> [String]? {
    let names = path.split { ".[]".contains($0) }.map(String.init).filter { Int($0) == nil }
    let inside = names.first == "body" ? Array(names.dropFirst()) : names
    return inside.isEmpty ? nil : inside
  }
}
