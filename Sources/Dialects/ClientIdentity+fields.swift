import Conversations

/// What clients of every dialect say of themselves.
extension ClientIdentity {
  /// The longest id that is taken for one, in bytes; real ones have 36.
  private static let longestID = 256

  /// The text, unless it is empty or too long to be an id.
  static func id(_ text: String?) -> String? {
    text.flatMap { $0.isEmpty || $0.utf8.count > longestID ? nil : $0 }
  }

  /// The program in a user agent, without its version: `claude-cli` of `claude-cli/2.1.327 (external, cli)`,
  /// `Anthropic/Python` of `Anthropic/Python 2.10.0`.
  static func program(inUserAgent text: String) -> String? {
    let product = text.utf8.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "(") }
    let version = product.indices.first { index in
      product[index] == UInt8(ascii: "/") && product[index...].dropFirst().first.map(ASCII.isDigit) == true
    }
    return id(String(Substring(product[..<(version ?? product.endIndex)])))
  }
}
