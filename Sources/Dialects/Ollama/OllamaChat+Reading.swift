import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension OllamaChat {
  /// Reads a request to `/api/chat`, or one to `/api/generate`, whose prompt becomes the only message.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let (body, model) = try document.request()
    let (system, sources) = try spoken(in: body)
    let messages = try messages(sources, from: OllamaBody(body) == .chat ? system.count : 0)
    return ChatRequest(
      dialect: .ollamaChat, document: document, model: model,
      wantsStream: try body.optional("stream", "true or false") { $0.bool } ?? true,
      maxOutputTokens: OllamaSettingsReader.outputLimit(of: body["options"]),
      system: JSONValue(listing: system),
      tools: try body.optional("tools", "a list") { $0.kind == .array ? $0 : nil },
      messages: messages, client: Self.clientIdentity(fields))
  }

  /// Who sends a request: Ollama's own clients say which program they are, and nothing of sessions.
  private static func clientIdentity(_ fields: HTTPFields) -> ClientIdentity {
    ClientIdentity(
      explicitSession: ClientIdentity.id(fields["x-ctxgw-session"]), sessionID: nil, agentID: nil,
      parentAgentID: nil, program: fields["user-agent"].flatMap(ClientIdentity.program(inUserAgent:)))
  }

  /// The message objects: those of the leading system prompt, and the others. The last one is never of the prompt, or there
  /// would be nothing to answer.
  private func spoken(in body: JSONValue) throws(ClientError) -> (system: [JSONValue], others: [JSONValue]) {
    let list = try body.optional("messages", "a list of messages") { $0.kind == .array ? $0 : nil }
    switch OllamaBody(body) {
    case .load: throw .meaningless("messages: at least one message is required")
    case .generate:
      let prompt = try OllamaPrompt(body)
      return (prompt.system.map { [$0] } ?? [], [prompt.message])
    case .chat:
      let all = list.map { Array($0.elements) } ?? []
      try RequestLimits.check(all.count, "messages", in: "messages")
      let leading = all.dropLast().prefix { $0["role"]?.isString("system") == true }
      for (position, message) in leading.enumerated() { try OllamaMessage.check(message, at: position) }
      return (Array(leading), Array(all[leading.count...]))
    }
  }

  /// - Parameter first: where the first of them stands in the client's list.
  private func messages(_ sources: [JSONValue], from first: Int) throws(ClientError) -> [Message] {
    var messages: [Message] = []
    messages.reserveCapacity(sources.count)
    var form = OllamaCanonicalForm()
    var calls = OllamaCallNaming()
    for source in sources {
      let position = first + messages.count
      let role = try OllamaMessage.role(of: source, at: position)
      let identity = try memo.identity(of: source) { () throws(ClientError) in
        try OllamaMessage.check(source, at: position)
        return form.fingerprint(of: source, role: role)
      }
      messages.append(Message(role: role, source: calls.named(source, role), fingerprint: identity))
    }
    return messages
  }
}
