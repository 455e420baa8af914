import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension AnthropicMessages {
  /// What a plan leaves of the request, understood; without a plan, all of it. Parts without a word of ours are carried
  /// along as `other`. What the plan drops is not read.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only Anthropic can fulfil.
  public func conversation(
    of request: ChatRequest, following plan: ContextPlan = .untouched
  ) throws(ClientError) -> Conversation {
    let body = request.document.root
    try refuseVendorOnlyFields(of: body)
    return Conversation(
      system: try system(of: request, following: plan), tools: try tools(of: request, following: plan),
      entries: try entries(of: request, following: plan), settings: try AnthropicSettings.read(body, request))
  }

  /// The system prompt, understood.
  public func system(of request: ChatRequest) throws(ClientError) -> [ContentPart] {
    try AnthropicParts.read(request.system, at: "system")
  }

  /// The tools, understood.
  public func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    var tools: [ToolDefinition] = []
    guard let list = request.tools else { return tools }
    for tool in list.elements { tools.append(try AnthropicTool.read(tool, at: "tools.\(tools.count)")) }
    return tools
  }

  /// The parts of a message object.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func parts(of message: JSONValue, at path: String = "message") throws(ClientError) -> [ContentPart] {
    try AnthropicParts.read(message["content"], at: path + ".content")
  }

  // MARK: Following a plan

  private func system(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [ContentPart] {
    switch plan.system {
    case .keep: try system(of: request)
    case .replace(let text): text.isEmpty ? [] : [.text(text)]
    }
  }

  private func tools(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [ToolDefinition] {
    let defined = try tools(of: request)
    guard case .replace(let offered) = plan.tools else { return defined }
    return offered.compactMap { offer in
      defined.first { $0.name == offer.name }.map { $0.reworded(as: offer.definition) }
    }
  }

  private func entries(
    of request: ChatRequest, following plan: ContextPlan
  ) throws(ClientError) -> [Conversation.Entry] {
    var entries: [Conversation.Entry] = []
    entries.reserveCapacity(request.messages.count)
    func insert(behind index: Int) {
      for insertion in plan.insertions(behind: index) {
        entries.append(Conversation.Entry(role: .user, parts: [.text(insertion.text)]))
      }
    }
    insert(behind: -1)
    for (index, message) in request.messages.enumerated() {
      let path = "messages.\(index)"
      switch plan.edit(ofMessage: index) {
      case .drop: break
      case .keep:
        entries.append(Conversation.Entry(role: message.role, parts: try parts(of: message.source, at: path)))
      case .edit(let edited):
        let parts = edited.applied(to: try parts(of: message.source(asIn: edited), at: path))
        if !parts.isEmpty { entries.append(Conversation.Entry(role: message.role, parts: parts)) }
      }
      insert(behind: index)
    }
    return entries
  }

  /// Refuses what would be answered wrongly, not merely less well, by a backend that does not know it.
  private func refuseVendorOnlyFields(of body: JSONValue) throws(ClientError) {
    if body["thread"]?["type"]?.isString("continue") == true {
      throw .meaningless("thread: the earlier messages are at Anthropic; this model needs them in messages")
    }
    if let compaction = body["compaction"], !compaction.isNull {
      throw .meaningless(
        "compaction: only Anthropic can make a compaction block; ask this model for a summary")
    }
  }
}

extension Message {
  /// The message object that is meant: as it was forwarded first, where it is written otherwise now.
  func source(asIn edited: EditedMessage) -> JSONValue {
    edited.firstSeen.flatMap { try? JSONDocument(parsing: $0).root } ?? source
  }
}

extension ToolDefinition {
  /// The tool in words of our own. A tool that the client's program implements becomes one of the client's thereby.
  fileprivate func reworded(as definition: OfferedTool.Definition?) -> ToolDefinition {
    var tool = self
    tool.isDeferred = false
    guard let definition, let schema = try? JSONDocument(parsing: definition.schema).root else { return tool }
    tool.description = definition.description
    tool.schema = schema
    tool.vendorType = nil
    return tool
  }
}
