import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension OpenAIChat: ClientDialect {
  /// The most messages in one request.
  private static let maxMessages = 100_000

  /// Reads a request to `/v1/chat/completions`.
  ///
  /// The system and developer messages that come first are the system prompt; later ones stay where they are.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let body = document.root
    guard body.kind == .object else { throw .meaningless("the body must be a JSON object") }
    guard let model = body["model"]?.string, !model.isEmpty else {
      throw .meaningless("model: the name of a model is required")
    }
    var messages = try messages(in: body)
    // A request of nothing but system messages asks something in the last of them.
    let leading = min(messages.prefix { $0.role == .system }.count, messages.count - 1)
    let system = Self.list(of: messages[..<leading].map { Array($0.source.bytes) })
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
    return Self.list(
      of: functions.elements.map { function in
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("type", "function")
        writer.field("function", function)
        writer.endObject()
        return writer.bytes
      })
  }

  /// Values as a list of their own; nil when there are none.
  private static func list(of values: [[UInt8]]) -> JSONValue? {
    guard !values.isEmpty else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for value in values { writer.raw(value) }
    writer.endArray()
    return (try? JSONDocument(parsing: writer.bytes))?.root
  }

  // MARK: Messages

  private func messages(in body: JSONValue) throws(ClientError) -> [Message] {
    guard let list = body["messages"], list.kind == .array else {
      throw .meaningless("messages: a list of messages is required")
    }
    guard list.count > 0 else { throw .meaningless("messages: at least one message is required") }
    guard list.count <= Self.maxMessages else {
      throw .meaningless("messages: \(list.count) messages are more than \(Self.maxMessages)")
    }
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
    let raw = source.withBytes { Fingerprint(of: $0) }
    if let known = memo.identity(of: raw) {
      return Message(role: role, source: source, fingerprint: known)
    }
    if let complaint = Self.complaint(about: source["content"]) {
      throw .meaningless("messages.\(position).content\(complaint)")
    }
    let identity = form.fingerprint(of: source, role: role)
    memo.remember(identity, of: raw)
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
