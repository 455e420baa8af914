import Conversations

extension Answer {
  /// What the answer may have cost, in tokens, where nobody has counted.
  var estimatedTokens: Int {
    TokenEstimate.tokens(forBytes: parts.reduce(0) { $0 + $1.byteCount })
  }
}

extension Answer.Part {
  /// Whether it is reasoning, readable or not.
  var isReasoning: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    case .text, .toolCall, .other: false
    }
  }

  /// Whether it is a tool call.
  var isToolCall: Bool {
    if case .toolCall = self { true } else { false }
  }

  fileprivate var byteCount: Int {
    switch self {
    case .text(let bytes), .thinking(let bytes, _), .toolCall(_, _, let bytes): bytes.count
    case .redactedThinking(let bytes), .other(_, let bytes, _): bytes.count
    }
  }
}
