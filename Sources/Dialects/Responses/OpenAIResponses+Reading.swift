import Conversations
import Wire

/// Reading a request as far as every station needs it: ranges and identities, no content.
extension OpenAIResponses {
  /// Reads a request to `/v1/responses`. Each item of `input` is a message of its own.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest {
    let (body, model) = try document.request()
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
      system: JSONValue(listing: try instructions(in: body).map { [$0] + input.leading } ?? input.leading),
      tools: try tools(in: body, and: input.tools), messages: try messages(of: input),
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
    return JSONValue(listing: (listed.map { Array($0.elements) } ?? []) + additional)
  }

  private func messages(of input: ResponsesRequestItems) throws(ClientError) -> [Message] {
    var form = ResponsesCanonicalForm()
    var messages: [Message] = []
    for (role, source) in input.messages {
      let identity = try memo.identity(of: source) { form.fingerprint(of: source, role: role) }
      messages.append(Message(role: role, source: source, fingerprint: identity))
    }
    return messages
  }
}
