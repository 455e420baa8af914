import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension AnthropicMessages {
  /// Reads a request to `/v1/messages` or `/v1/messages/count_tokens`.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let (body, model) = try document.request()
    return ChatRequest(
      dialect: .anthropicMessages, document: document, model: model,
      wantsStream: try body.optional("stream", "true or false") { $0.bool } ?? false,
      maxOutputTokens: try body.optional("max_tokens", "a whole number of tokens, 0 or more") {
        $0.int.flatMap { $0 >= 0 ? $0 : nil }
      },
      system: try body.optional("system", "a text or a list of text blocks") {
        $0.kind == .string || $0.kind == .array ? $0 : nil
      },
      tools: try body.optional("tools", "a list") { $0.kind == .array ? $0 : nil },
      messages: try messages(in: body), client: clientIdentity(body, fields))
  }

  private func messages(in body: JSONValue) throws(ClientError) -> [Message] {
    let list = try body.requiredMessages()
    var messages: [Message] = []
    messages.reserveCapacity(list.count)
    var form = AnthropicCanonicalForm()
    for source in list.elements {
      messages.append(try message(source, at: messages.count, using: &form))
    }
    return messages
  }

  private func message(
    _ source: JSONValue, at position: Int, using form: inout AnthropicCanonicalForm
  ) throws(ClientError) -> Message {
    guard let role = Self.role(of: source) else {
      throw .meaningless("messages.\(position).role: must be \"user\", \"assistant\" or \"system\"")
    }
    let identity = try memo.identity(of: source) { () throws(ClientError) in
      let content = source["content"]
      if let complaint = Self.complaint(about: content) {
        throw .meaningless("messages.\(position).content\(complaint)")
      }
      return form.fingerprint(of: content, role: role)
    }
    return Message(role: role, source: source, fingerprint: identity)
  }

  static func role(of message: JSONValue) -> Role? {
    message.withUnsafeValue { message in
      guard let role = message["role"] else { return nil }
      if role.isString("user") { return .user }
      if role.isString("assistant") { return .assistant }
      return role.isString("system") ? .system : nil
    }
  }

  /// What is wrong with a message's content; nil when it is a text, a list of blocks, or nothing at all, all of
  /// which clients send.
  private static func complaint(about content: JSONValue?) -> String? {
    switch content?.kind {
    case nil, .null, .string: nil
    case .array: content?.withUnsafeValue { complaint(aboutBlocks: $0) }
    default: ": must be a text or a list of blocks"
    }
  }

  private static func complaint(aboutBlocks blocks: UnsafeJSONValue) -> String? {
    var position = 0
    var fault: Int?
    blocks.forEachElement { block in
      if fault == nil, block["type"]?.kind != .string { fault = position }
      position += 1
    }
    return fault.map { ".\($0): must be a block with a type" }
  }
}
