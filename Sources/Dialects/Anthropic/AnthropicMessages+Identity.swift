import Conversations
import Wire

/// Who sends a request: ids in the header first, in the body's metadata second.
extension AnthropicMessages {
  func clientIdentity(_ body: JSONValue, _ fields: HTTPFields) -> ClientIdentity {
    ClientIdentity(
      explicitSession: Self.id(fields["x-ctxgw-session"]),
      sessionID: Self.id(fields["x-claude-code-session-id"])
        ?? Self.id(body["metadata"]?["user_id"]?.string.flatMap(Self.sessionID(inUserID:))),
      agentID: Self.id(fields["x-claude-code-agent-id"]),
      parentAgentID: Self.id(fields["x-claude-code-parent-agent-id"]),
      program: fields["user-agent"].flatMap(Self.program(inUserAgent:)))
  }

  /// The longest id that is taken for one, in bytes; real ones have 36.
  private static let longestID = 256

  private static func id(_ text: String?) -> String? {
    text.flatMap { $0.isEmpty || $0.utf8.count > longestID ? nil : $0 }
  }

  /// The session in Claude Code's `metadata.user_id`: since 2.1.78 a JSON text with a `session_id`, before that
  /// `user_…_account_…_session_…`.
  static func sessionID(inUserID text: String) -> String? {
    if let document = try? JSONDocument(parsing: Array(text.utf8)) {
      return document.root["session_id"]?.string
    }
    guard text.hasPrefix("user_") else { return nil }
    let marker = "_session_"
    var rest = Substring(text)
    while let start = rest.firstRange(of: marker) {
      rest = rest[start.upperBound...]
    }
    return rest.count < text.count ? String(rest) : nil
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
