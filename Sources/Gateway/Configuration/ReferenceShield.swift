/// Lets `${NAME}` stand unquoted inside `{ … }`, where YAML takes a brace for the end of a plain text.
///
/// The braces of references are exchanged for two characters that YAML has no use for before parsing, and put back in
/// every scalar afterwards. One character for one, so that columns in messages stay true. The two are private-use
/// characters; a file that holds them gets braces instead.
enum ReferenceShield {
  private static let open: Unicode.Scalar = "\u{F8F0}"
  private static let close: Unicode.Scalar = "\u{F8F1}"

  /// The text with the braces of every reference exchanged; a reference ends in its line and holds no quotes.
  static func applied(to text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 64)
    var rest = text[...]
    while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
      result += rest[...dollar]
      rest = rest[(dollar + 1)...]
      guard rest.first == UInt8(ascii: "{"),
        let end = rest.dropFirst().firstIndex(where: { "}{\"'\n".utf8.contains($0) }),
        rest[end] == UInt8(ascii: "}")
      else { continue }
      result += Array(String(open).utf8) + rest[(dollar + 2)..<end] + Array(String(close).utf8)
      rest = rest[(end + 1)...]
    }
    return result + rest
  }

  /// The text with the braces back in place.
  static func removed(from text: String) -> String {
    guard text.unicodeScalars.contains(open) || text.unicodeScalars.contains(close) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar == open ? "{" : scalar == close ? "}" : scalar)
    }
    return String(result)
  }
}
