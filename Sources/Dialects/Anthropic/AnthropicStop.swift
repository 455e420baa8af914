import Conversations
import Wire

/// Why an answer ended, as a client is told.
enum AnthropicStop {
  /// The reason in words the client can act on. That tools were called decides, whatever the backend said, unless
  /// the answer was cut short. `pause_turn` would end a turn in silence.
  static func told(_ reason: StopReason?, callsTools: Bool) -> StopReason {
    switch reason {
    case .maxTokens, .contextWindowExceeded, .refusal, .compaction: reason ?? .endTurn
    case .stopSequence where !callsTools: reason ?? .endTurn
    default: callsTools ? .toolUse : .endTurn
    }
  }

  /// Writes the members `stop_reason` and `stop_sequence`.
  static func write(_ reason: StopReason, to writer: inout JSONWriter) {
    writer.field("stop_reason", reason.word)
    writer.key("stop_sequence")
    if case .stopSequence(let sequence?) = reason { writer.string(sequence) } else { writer.null() }
  }
}
