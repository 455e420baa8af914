import Conversations

/// Why Gemini says that its answer has ended.
enum GeminiFinish: Equatable {
  /// For a reason that a client is told.
  case reason(StopReason)
  /// Because the model wrote something that is no answer; asked again, it may do better.
  case fault(String)

  /// The meaning of a `finishReason`. Words that nobody has defined mean that the model was done; tool calls have none
  /// of their own.
  init(word: String) {
    self =
      switch word {
      case "MAX_TOKENS", "CONTINUATION": .reason(.maxTokens)
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "OTHER",
        "MODEL_ARMOR",
        "ESCALATION":
        .reason(.refusal)
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
        "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE":
        .fault(word)
      default: .reason(word.hasPrefix("IMAGE_") ? .refusal : .endTurn)
      }
  }
}
