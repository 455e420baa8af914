import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension AnthropicMessages {
  /// What the request says, understood. Parts without a word of ours are carried along as `other`.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only Anthropic can fulfil.
  public func conversation(of request: ChatRequest) throws(ClientError) -> Conversation {
    let body = request.document.root
    try refuseVendorOnlyFields(of: body)
    var tools: [ToolDefinition] = []
    if let list = request.tools {
      for tool in list.elements { tools.append(try AnthropicTool.read(tool, at: "tools.\(tools.count)")) }
    }
    var entries: [Conversation.Entry] = []
    entries.reserveCapacity(request.messages.count)
    for message in request.messages {
      let parts = try AnthropicParts.read(
        message.source["content"], at: "messages.\(entries.count).content")
      entries.append(Conversation.Entry(role: message.role, parts: parts))
    }
    return Conversation(
      system: try AnthropicParts.read(request.system, at: "system"), tools: tools, entries: entries,
      settings: try AnthropicSettings.read(body, request))
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
