import Conversations
import Wire

/// Who sends a request: ids in the header first, in the body's metadata second.
extension AnthropicMessages {
  func clientIdentity(_ body: JSONValue, _ fields: HTTPFields) -> ClientIdentity {
    ClientIdentity(
      explicitSession: ClientIdentity.id(fields["x-ctxgw-session"]),
      sessionID: ClientIdentity.id(fields["x-claude-code-session-id"])
        ?? ClientIdentity.id(body["metadata"]?["user_id"]?.string.flatMap(Self.sessionID(inUserID:))),
      agentID: ClientIdentity.id(fields["x-claude-code-agent-id"]),
      parentAgentID: ClientIdentity.id(fields["x-claude-code-parent-agent-id"]),
      program: fields["user-agent"].flatMap(ClientIdentity.program(inUserAgent:)))
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
}
