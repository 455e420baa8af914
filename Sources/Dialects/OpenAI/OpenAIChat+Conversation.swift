import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension OpenAIChat {
  /// How the answer is to be made.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or without which the answer would be a wrong one.
  public func settings(of request: ChatRequest) throws(ClientError) -> GenerationSettings {
    try OpenAIChatSettingsReader.read(request)
  }

  /// The leading system prompt, understood.
  public func system(of request: ChatRequest) throws(ClientError) -> [ContentPart] {
    var parts: [ContentPart] = []
    var position = 0
    for message in request.system.map({ Array($0.elements) }) ?? [] {
      parts += try OpenAIChatParts.read(message, at: "messages.\(position)")
      position += 1
    }
    return parts
  }

  /// The tools, understood; those that the request does not allow to be called are left out.
  public func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    try OpenAIChatTool.read(request)
  }

  /// The tool that the answer must call; nil when the model may choose.
  public func forcedTool(of request: ChatRequest) -> String? {
    let choice = try? OpenAIChatSettingsReader.toolChoice(of: request.document.root)
    guard case .tool(let name)? = choice else { return nil }
    return name
  }

  /// The parts of a message object.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func parts(of message: JSONValue, at path: String) throws(ClientError) -> [ContentPart] {
    try OpenAIChatParts.read(message, at: path)
  }
}

/// What a request looks like from the outside, and who sends it.
extension OpenAIChat {
  /// The marks by which a request's kind is recognised.
  public func shape(of request: ChatRequest) -> RequestShape {
    let body = request.document.root
    let schema = OpenAIChatSettingsReader.schema(of: body)
    return RequestShape(
      messageCount: request.messages.count, toolCount: request.tools?.count ?? 0,
      maxOutputTokens: request.maxOutputTokens,
      stopSequences: OpenAIChatSettingsReader.stopSequences(of: body),
      answerMembers: schema?["properties"]?.members.compactMap(\.key.string) ?? [],
      newestText: newestText(of: request))
  }

  /// The last text of the newest user message.
  private func newestText(of request: ChatRequest) -> String {
    guard let content = request.messages.last(where: { $0.role == .user })?.source["content"] else {
      return ""
    }
    return content.string ?? content.elements.compactMap { $0["text"]?.string }.last ?? ""
  }

  /// Ids from the header first, then `prompt_cache_key`: clients make one for each of their conversations, so that a
  /// vendor finds its prompt again. `user` names a person, who has many.
  static func clientIdentity(_ body: JSONValue, _ fields: HTTPFields) -> ClientIdentity {
    ClientIdentity(
      explicitSession: ClientIdentity.id(fields["x-ctxgw-session"]),
      sessionID: ClientIdentity.id(body["prompt_cache_key"]?.string),
      program: fields["user-agent"].flatMap(ClientIdentity.program(inUserAgent:)))
  }
}
