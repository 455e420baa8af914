/// Why an answer ended, in Anthropic's words, which are the finest.
public enum StopReason: Sendable, Equatable {
  /// The model was done.
  case endTurn
  /// The model waits for the results of its tool calls.
  case toolUse
  /// The limit on output tokens was reached.
  case maxTokens
  /// One of the client's stop sequences was met; nil when the backend does not say which.
  case stopSequence(String?)
  /// The model, or a filter before it, refused.
  case refusal
  /// The window filled up while the answer was made.
  case contextWindowExceeded
  /// A loop of the vendor's own tools was paused.
  case pauseTurn
  /// The vendor compacted the conversation and paused.
  case compaction
  /// A reason without a word of ours.
  case other(String)
}

extension StopReason {
  /// Anthropic's word, which is also the one that is stored.
  public var word: String {
    switch self {
    case .endTurn: "end_turn"
    case .toolUse: "tool_use"
    case .maxTokens: "max_tokens"
    case .stopSequence: "stop_sequence"
    case .refusal: "refusal"
    case .contextWindowExceeded: "model_context_window_exceeded"
    case .pauseTurn: "pause_turn"
    case .compaction: "compaction"
    case .other(let word): word
    }
  }

  /// The reason behind one of Anthropic's words.
  public init(word: String, sequence: String? = nil) {
    switch word {
    case "end_turn": self = .endTurn
    case "tool_use": self = .toolUse
    case "max_tokens": self = .maxTokens
    case "stop_sequence": self = .stopSequence(sequence)
    case "refusal": self = .refusal
    case "model_context_window_exceeded": self = .contextWindowExceeded
    case "pause_turn": self = .pauseTurn
    case "compaction": self = .compaction
    default: self = .other(word)
    }
  }
}
