import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension OpenAIChat: ClientDialect {
  /// Reads a request to `/v1/chat/completions`.
  ///
  /// The system and developer messages that come first are the system prompt; later ones stay where they are.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let (body, model) = try document.request()
    var messages = try messages(in: body)
    // A request of nothing but system messages asks something in the last of them.
    let leading = min(messages.prefix { $0.role == .system }.count, messages.count - 1)
    let system = JSONValue(listing: messages[..<leading].map(\.source))
    messages.removeFirst(leading)
    return ChatRequest(
      dialect: .openAIChat, document: document, model: model,
      wantsStream: try body.optional("stream", "true or false") { $0.bool } ?? false,
      maxOutputTokens: try outputLimit(in: body), system: system, tools: try toolList(in: body),
      messages: messages, client: Self.clientIdentity(body, fields))
  }

  /// The newer name wins. A negative number is how llama.cpp's clients ask for no limit.
  private func outputLimit(in body: JSONValue) throws(ClientError) -> Int? {
    let newer = try body.optional("max_completion_tokens", "a whole number of tokens") { $0.int }
    let older = try body.optional("max_tokens", "a whole number of tokens") { $0.int }
    return (newer ?? older).flatMap { $0 < 0 ? nil : $0 }
  }

  /// The tools; functions, as tools were called before, in the form of tools.
  private func toolList(in body: JSONValue) throws(ClientError) -> JSONValue? {
    let tools = try body.optional("tools", "a list") { $0.kind == .array ? $0 : nil }
    let functions = try body.optional("functions", "a list") { $0.kind == .array ? $0 : nil }
    guard tools == nil, let functions else { return tools }
    return JSONValue(
      listing: functions.elements.map { function in
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "function")
        writer.field("function", function)
        writer.endObject()
        return JSONValue(written: writer)
      })
  }

  // MARK: Messages

  private func messages(in body: JSONValue) throws(ClientError) -> [Message] {
    let list = try body.requiredMessages()
    var messages: [Message] = []
    messages.reserveCapacity(list.count)
    var form = OpenAIChatCanonicalForm()
    for source in list.elements {
      messages.append(try message(source, at: messages.count, using: &form))
    }
    return messages
  }

  private func message(
    _ source: JSONValue, at position: Int, using form: inout OpenAIChatCanonicalForm
  ) throws(ClientError) -> Message {
    guard let role = Self.role(of: source) else {
      throw .meaningless(
        "messages.\(position).role: must be \"system\", \"developer\", \"user\", \"assistant\" or \"tool\"")
    }
    let identity = try memo.identity(of: source) { () throws(ClientError) in
      if let complaint = Self.complaint(about: source["content"]) {
        throw .meaningless("messages.\(position).content\(complaint)")
      }
      return form.fingerprint(of: source, role: role)
    }
    return Message(role: role, source: source, fingerprint: identity)
  }

  private static func role(of message: JSONValue) -> Role? {
    message.withUnsafeValue { message in
      guard let role = message["role"] else { return nil }
      if role.isString("user") { return .user }
      if role.isString("assistant") { return .assistant }
      if role.isString("tool") || role.isString("function") { return .tool }
      return role.isString("system") || role.isString("developer") ? .system : nil
    }
  }

  /// What is wrong with a message's content; nil when it is a text, a list of parts, or nothing at all, all of which
  /// clients send.
  private static func complaint(about content: JSONValue?) -> String? {
    switch content?.kind {
    case nil, .null, .string: nil
    case .array: content?.withUnsafeValue { complaint(aboutParts: $0) }
    default: ": must be a text or a list of parts"
    }
  }

  private static func complaint(aboutParts parts: UnsafeJSONValue) -> String? {
    var position = 0
    var fault: Int?
    parts.forEachElement { part in
      if fault == nil, part.kind != .string, part["type"]?.kind != .string { fault = position }
      position += 1
    }
    return fault.map { ".\($0): must be a part with a type" }
  }
}
