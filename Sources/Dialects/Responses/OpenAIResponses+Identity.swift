import Conversations
import Wire

/// Who sends a request: ids in the header first, in the body second.
extension OpenAIResponses {
  /// Codex names its session in `session-id` (older versions: with an underscore, or `conversation_id`) and each of its
  /// agents in `thread-id`; sub-agents say that they are some.
  func clientIdentity(_ body: JSONValue, _ fields: HTTPFields) -> ClientIdentity {
    let session =
      ClientIdentity.id(fields["session-id"] ?? fields["session_id"] ?? fields["conversation_id"])
      ?? ClientIdentity.id(body["prompt_cache_key"]?.string)
    let subAgent = ClientIdentity.id(fields["x-openai-subagent"])
    let parent = subAgent.flatMap { _ in ClientIdentity.id(fields["x-codex-parent-thread-id"]) }
    return ClientIdentity(
      explicitSession: ClientIdentity.id(fields["x-ctxgw-session"]), sessionID: session,
      agentID: subAgent.map { ClientIdentity.id(fields["thread-id"]) ?? $0 },
      // The thread of the main agent has the session's own id.
      parentAgentID: parent == session ? nil : parent,
      program: fields["user-agent"].flatMap(ClientIdentity.program(inUserAgent:))
        ?? ClientIdentity.id(fields["originator"]),
      statedPurpose: purpose(body, fields) ?? subAgent)
  }

  /// What the request is for, in Codex's word: in a header, or in the body where there is no header for each request.
  private func purpose(_ body: JSONValue, _ fields: HTTPFields) -> String? {
    let name: StaticString = "x-codex-turn-metadata"
    guard let text = fields[name] ?? body["client_metadata"]?[name]?.string,
      let metadata = try? JSONDocument(parsing: Array(text.utf8))
    else { return nil }
    return ClientIdentity.id(metadata.root["request_kind"]?.string)
  }
}

extension ChatRequest {
  /// Whether Codex asks: it names itself, or leaves its marks in the body under another name.
  var isFromCodex: Bool {
    if client.program?.lowercased().hasPrefix("codex") == true { return true }
    return document.root["client_metadata"]?.members.contains { key, _ in
      key.string?.hasPrefix("x-codex-") == true
    } ?? false
  }
}
