import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension OpenAIResponses {
  /// Reads a request to `/v1/responses`. Each item of `input` is a message of its own.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let body = document.root
    guard body.kind == .object else { throw .meaningless("the body must be a JSON object") }
    guard let model = body["model"]?.string, !model.isEmpty else {
      throw .meaningless("model: the name of a model is required")
    }
    if body["background"]?.bool == true {
      throw .meaningless("background: an answer is given while the client waits for it; leave it out")
    }
    let input = try ResponsesRequestItems(of: body)
    return ChatRequest(
      dialect: .openAIResponses, document: document, model: model,
      wantsStream: try body.optional("stream", "true or false") { $0.bool } ?? false,
      maxOutputTokens: try body.optional("max_output_tokens", "a whole number of tokens, 0 or more") {
        $0.int.flatMap { $0 >= 0 ? $0 : nil }
      },
      system: Self.list(try instructions(in: body).map { [$0] + input.leading } ?? input.leading),
      tools: try tools(in: body, and: input.tools), messages: messages(of: input),
      client: clientIdentity(body, fields))
  }

  private func instructions(in body: JSONValue) throws(ClientError) -> JSONValue? {
    try body.optional("instructions", "a text or a list of items") {
      $0.kind == .string || $0.kind == .array ? $0 : nil
    }
  }

  /// The list of tools; with those that came as items it is a new one.
  private func tools(
    in body: JSONValue, and additional: [JSONValue]
  ) throws(ClientError) -> JSONValue? {
    let listed = try body.optional("tools", "a list") { $0.kind == .array ? $0 : nil }
    if additional.isEmpty { return listed }
    return Self.list((listed.map { Array($0.elements) } ?? []) + additional)
  }

  /// Values as a list of their own; nil when there are none.
  private static func list(_ values: [JSONValue]) -> JSONValue? {
    if values.isEmpty { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for value in values { writer.raw(value) }
    writer.endArray()
    return JSONValue(written: writer)
  }

  private func messages(of input: ResponsesRequestItems) -> [Message] {
    var form = ResponsesCanonicalForm()
    return input.messages.map { role, source in
      let raw = source.withBytes { Fingerprint(of: $0) }
      if let known = memo.identity(of: raw) { return Message(role: role, source: source, fingerprint: known) }
      let identity = form.fingerprint(of: source, role: role)
      memo.remember(identity, of: raw)
      return Message(role: role, source: source, fingerprint: identity)
    }
  }
}
