import Conversations

/// Recognises what a request is for by its shape and its client's ids.
///
/// The marks are those of Claude Code 2.1.327 as seen on the wire; a request without any is a turn of the main
/// conversation, so that a mark we miss costs nothing but a row in the wrong place.
public enum RequestClassifier {
  /// How Claude Code's request for a summary of the conversation begins.
  static let compactionOpening = "CRITICAL: Respond with TEXT ONLY"
  /// The text at which Claude Code's permission check stops.
  static let permissionCheckStop = "</block>"
  /// How the one message begins with which Claude Code's WebSearch has a model use the vendor's web search.
  static let webSearchOpening = "Perform a web search for the query: "

  /// What the request is for. The first mark that is found decides.
  public static func classify(_ facts: RequestFacts) -> Classification {
    let (shape, client) = (facts.shape, facts.client)
    if shape.asksForCompaction {
      return Classification(kind: .compaction, mark: "asks for a compaction")
    }
    if shape.newestText.hasPrefix(compactionOpening) {
      return Classification(kind: .compaction, mark: "asks for a summary of the conversation")
    }
    if shape.stopSequences == [permissionCheckStop], shape.toolCount == 0 {
      return Classification(
        kind: .autoModeCheck, mark: "stops at \(permissionCheckStop) and has no tools")
    }
    if shape.answerMembers == ["title"], shape.toolCount == 0 {
      return Classification(kind: .title, mark: "wants a title and nothing else")
    }
    if let limit = shape.maxOutputTokens, limit <= 1, shape.messageCount == 1, shape.toolCount == 0 {
      return Classification(kind: .probe, mark: "wants \(limit) tokens of one message")
    }
    if shape.messageCount == 1, shape.toolCount == 1, shape.newestText.hasPrefix(webSearchOpening) {
      return Classification(kind: .background, mark: "has a web search run and nothing else")
    }
    if client.agentID != nil {
      return Classification(kind: .subAgent, mark: "carries a sub-agent's id")
    }
    if shape.isMarkedSubAgent {
      return Classification(kind: .subAgent, mark: "is marked as a sub-agent's")
    }
    return Classification(kind: .main, mark: "no mark of another kind")
  }
}
