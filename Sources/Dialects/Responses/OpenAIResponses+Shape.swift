import Conversations
import Wire

/// What a request looks like from the outside.
extension OpenAIResponses {
  /// The marks by which a request's kind is recognised.
  public func shape(of request: ChatRequest) -> RequestShape {
    let format = request.document.root["text"]?["format"]
    return RequestShape(
      messageCount: request.messages.count, toolCount: request.tools?.count ?? 0,
      maxOutputTokens: request.maxOutputTokens,
      answerMembers: format?["schema"]?["properties"]?.members.compactMap(\.key.string) ?? [],
      newestText: newestText(of: request), asksForCompaction: asksForCompaction(request))
  }

  /// Codex says it of a request that its own prompt makes one, and puts an item at the end where the vendor is to do it.
  private func asksForCompaction(_ request: ChatRequest) -> Bool {
    if ResponsesCompaction.isAskedFor(by: request) { return true }
    return request.client.statedPurpose == "compaction" || request.client.statedPurpose == "compact"
  }

  /// The last text of the newest message of the user.
  private func newestText(of request: ChatRequest) -> String {
    guard let content = request.messages.last(where: { $0.role == .user })?.source["content"] else {
      return ""
    }
    if let text = content.string { return text }
    return content.elements.reduce("") { newest, part in
      part.withUnsafeValue { ResponsesContent.text(of: $0)?.string } ?? newest
    }
  }
}
