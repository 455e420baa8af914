import Conversations

extension Answer {
  /// All texts, as one.
  var text: [UInt8] {
    var text: [UInt8] = []
    for case .text(let bytes) in parts { text += bytes }
    return text
  }

  /// All readable reasoning, as one.
  var reasoning: [UInt8] {
    var reasoning: [UInt8] = []
    for case .thinking(let bytes, _) in parts { reasoning += bytes }
    return reasoning
  }

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
