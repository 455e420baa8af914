import Conversations
import Wire

/// What a request looks like from the outside.
extension AnthropicMessages {
  /// The marks by which a request's kind is recognised.
  public func shape(of request: ChatRequest) -> RequestShape {
    let body = request.document.root
    let schema =
      AnthropicSettings.schema(body["output_config"]?["format"])
      ?? AnthropicSettings.schema(body["output_format"])
    return RequestShape(
      messageCount: request.messages.count, toolCount: request.tools?.count ?? 0,
      maxOutputTokens: request.maxOutputTokens, stopSequences: AnthropicSettings.stopSequences(of: body),
      answerMembers: schema?["properties"]?.members.compactMap(\.key.string) ?? [],
      newestText: newestText(of: request),
      asksForCompaction: body["compaction"].map { !$0.isNull } ?? false,
      isMarkedSubAgent: isMarkedSubAgent(request.system))
  }

  /// The last text of the newest user message.
  private func newestText(of request: ChatRequest) -> String {
    guard let content = request.messages.last(where: { $0.role == .user })?.source["content"] else {
      return ""
    }
    if let text = content.string { return text }
    var newest: String?
    for block in content.elements where block["type"]?.isString("text") == true {
      newest = block["text"]?.string
    }
    return newest ?? ""
  }

  /// Whether Claude Code's attribution line, the first system block, says that a sub-agent speaks.
  private func isMarkedSubAgent(_ system: JSONValue?) -> Bool {
    var elements = system?.elements.makeIterator()
    let first = system?.string ?? elements?.next()?["text"]?.string
    guard let first, first.hasPrefix(BillingLine.prefix) else { return false }
    return first.contains("cc_is_subagent=true")
  }
}
