extension Conversation {
  /// The conversation with the reasoning that its target wants back, and without what others signed.
  ///
  /// The reasoning in front of a call stands where it stood in the answer; what the client has sent back of it gives way.
  /// Elsewhere the client's own stays if the target made it, as words that nobody signed if nobody remembers who did, and
  /// leaves if it is another vendor's.
  public func restoring(_ known: KnownReasoning, for target: Target) -> Conversation {
    var restored = self
    restored.entries = []
    var turn: [Entry] = []
    for entry in entries {
      if case .assistant = entry.role {
        turn.append(entry)
      } else {
        restored.entries += ReasoningRestorer(known, target).restored(turn) + [entry]
        turn = []
      }
    }
    restored.entries += ReasoningRestorer(known, target).restored(turn)
    return restored
  }
}

/// Restores the reasoning of the assistant's messages between two of the user's.
private struct ReasoningRestorer {
  /// A part and the message it is in.
  private typealias Place = (entry: Int, part: ContentPart)

  private let known: KnownReasoning
  private let target: Target
  private var places: [Place] = []
  /// Where what came after the last call begins.
  private var start = 0

  init(_ known: KnownReasoning, _ target: Target) {
    self.known = known
    self.target = target
  }

  /// The messages with what belongs into them; those that held nothing but what leaves are gone.
  consuming func restored(_ entries: [Conversation.Entry]) -> [Conversation.Entry] {
    for (index, entry) in entries.enumerated() {
      for part in entry.parts { take(part, index) }
    }
    var restored = entries
    for index in restored.indices { restored[index].parts = [] }
    for place in places { restored[place.entry].parts.append(place.part) }
    return zip(entries, restored).filter { $0.parts.isEmpty || !$1.parts.isEmpty }.map { $1 }
  }

  private mutating func take(_ part: ContentPart, _ entry: Int) {
    switch part {
    case .thinking, .redactedThinking:
      if let part = readable(part) { places.append((entry, part)) }
    case .toolCall(let call):
      if let state = known.states[call.id], target.reads(reasoningOf: state.issuer) {
        insert(state.pieces, before: entry)
      }
      places.append((entry, part))
      start = places.count
    default: places.append((entry, part))
    }
  }

  /// What of a client's own reasoning the target may see.
  private func readable(_ part: ContentPart) -> ContentPart? {
    switch part {
    case .thinking(let text, let signature?) where !signature.isEmpty:
      guard let issuer = issuer(of: signature) else {
        return text.isEmpty ? nil : .thinking(text: text, signature: nil)
      }
      return target.reads(reasoningOf: issuer) ? part : nil
    case .redactedThinking(let data):
      return issuer(of: data).map { target.reads(reasoningOf: $0) } == true ? part : nil
    default: return part
    }
  }

  private func issuer(of signature: String) -> String? {
    known.issuers.isEmpty ? nil : known.issuers[KeptReasoning.name(of: signature.utf8)]
  }

  /// Puts the reasoning in front of a call that comes next to where it was, in place of what is there of it.
  private mutating func insert(_ pieces: [ReasoningState.Piece], before entry: Int) {
    let others = places[start...].filter { !$0.part.isReasoning }
    var woven: [Place] = []
    for index in 0...others.count {
      let home = index < others.count ? others[index].entry : entry
      for piece in pieces where max(0, others.count - piece.distance) == index {
        woven.append((home, piece.part))
      }
      if index < others.count { woven.append(others[index]) }
    }
    places.replaceSubrange(start..., with: woven)
  }
}

extension ContentPart {
  fileprivate var isReasoning: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    default: false
    }
  }
}
