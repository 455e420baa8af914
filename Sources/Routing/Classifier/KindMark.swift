import Conversations

/// A mark by which a request's kind is recognised.
struct KindMark: Sendable {
  /// The kind it tells of.
  let kind: RequestKind
  /// What is seen of it in a request, in words for the operator; nil where it is not there.
  let sighting: @Sendable (RequestFacts, ClassifierSettings) -> String?

  /// A mark.
  init(_ kind: RequestKind, _ sighting: @escaping @Sendable (RequestFacts, ClassifierSettings) -> String?) {
    self.kind = kind
    self.sighting = sighting
  }
}

extension KindMark {
  /// How Claude Code's request for a summary of the conversation begins.
  static let compactionOpening = "CRITICAL: Respond with TEXT ONLY"
  /// The text at which Claude Code's permission check stops.
  static let permissionCheckStop = "</block>"
  /// How the one message begins with which Claude Code's WebSearch has a model use the vendor's web search.
  static let webSearchOpening = "Perform a web search for the query: "

  /// All marks in their order: the first that is found decides. Those of single requests come before those of whole
  /// conversations, what the client says before what its model's name suggests.
  static let all: [KindMark] = [
    KindMark(.count) { facts, _ in facts.isCount ? "is to be counted" : nil },
    KindMark(.compaction) { facts, _ in
      facts.shape.asksForCompaction ? "asks for a compaction" : nil
    },
    KindMark(.compaction) { facts, _ in
      facts.shape.newestText.hasPrefix(compactionOpening) ? "asks for a summary of the conversation" : nil
    },
    KindMark(.autoModeCheck) { facts, _ in
      let isCheck = facts.shape.stopSequences == [permissionCheckStop] && facts.shape.toolCount == 0
      return isCheck ? "stops at \(permissionCheckStop) and has no tools" : nil
    },
    KindMark(.title) { facts, _ in
      let isTitle = facts.shape.answerMembers == ["title"] && facts.shape.toolCount == 0
      return isTitle ? "wants a title and nothing else" : nil
    },
    KindMark(.probe) { facts, _ in
      guard let limit = facts.shape.maxOutputTokens, limit <= 1, facts.shape.messageCount <= 1,
        facts.shape.toolCount == 0
      else { return nil }
      return "wants \(limit) tokens of one message"
    },
    KindMark(.probe) { facts, _ in
      facts.client.statedPurpose == "prewarm" ? "is to warm up a cache" : nil
    },
    KindMark(.background) { facts, _ in
      let isSearch =
        facts.shape.messageCount == 1 && facts.shape.toolCount == 1
        && facts.shape.newestText.hasPrefix(webSearchOpening)
      return isSearch ? "has a web search run and nothing else" : nil
    },
    KindMark(.background) { facts, _ in
      // An agent's own turns have tools, whatever class they are said to be of.
      let isErrand =
        facts.hints.requestClass == "auxiliary"
        && (facts.client.agentID == nil || facts.shape.toolCount == 0)
      return isErrand ? "is of the class auxiliary" : nil
    },
    KindMark(.subAgent) { facts, _ in facts.client.agentID == nil ? nil : "carries a sub-agent's id" },
    KindMark(.subAgent) { facts, _ in
      facts.shape.isMarkedSubAgent ? "is marked as a sub-agent's" : nil
    },
    KindMark(.background) { facts, _ in
      facts.hints.tier == "background" && !facts.isUnderWay ? "asks for the tier background" : nil
    },
    KindMark(.background) { facts, _ in
      let isErrand =
        facts.client.program?.lowercased().hasPrefix("codex") == true && facts.shape.toolCount == 0
        && !facts.isUnderWay
      return isErrand ? "comes from Codex without its tools" : nil
    },
    KindMark(.main) { facts, _ in
      let isSaid = facts.hints.requestClass == "main" || facts.client.statedPurpose == "turn"
      return isSaid ? "is said to be a turn of the conversation" : nil
    },
    KindMark(.background) { facts, settings in errandOfSmallModel(facts, settings) },
  ]

  /// A small model without tools, or with a short prompt, runs an errand; but only a single exchange is one. A conversation
  /// that goes on is one that somebody is having, on whatever model.
  private static func errandOfSmallModel(_ facts: RequestFacts, _ settings: ClassifierSettings) -> String? {
    guard !facts.isUnderWay, SmallModel.isOne(facts.model, or: settings.smallModels) else { return nil }
    if facts.shape.toolCount == 0 { return "asks a small model without tools" }
    return facts.promptTokens < settings.errandPrompt
      ? "asks a small model with a prompt under \(settings.errandPrompt) tokens" : nil
  }
}
