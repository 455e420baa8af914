import Conversations

/// What it means that a client offers other tools, or another system prompt, than at the turn before.
struct OfferChange {
  /// Why the prompt must be made anew; nil when it need not be.
  var reason: ContextEpoch?
  /// What the model is to be told of it otherwise.
  var note: String?
}

extension ContextState {
  /// Compares what a client offers with what it offered, and with what was asked for.
  ///
  /// A tool that is new waits for the next epoch unless it was asked for; one that was on offer and is gone or says
  /// something else does not wait. Few new lines in the system prompt are told in the newest message.
  func change(to newer: ClientOffer) -> OfferChange {
    guard turn > 1 else { return OfferChange() }
    let isOtherwise = fixed.offered.contains { newer.tools[$0] == nil || newer.tools[$0] != offer.tools[$0] }
    if isOtherwise { return OfferChange(reason: .fixedPart) }
    let offered = Set(fixed.offered)
    if usedTools.contains(where: { newer.tools[$0] != nil && !offered.contains($0) }) {
      return OfferChange(reason: .toolAdded)
    }
    guard newer.system != offer.system else { return OfferChange() }
    switch SystemChange.note(from: offer.system, to: newer.system) {
    case nil: return OfferChange(reason: .fixedPart)
    case .some(let note): return OfferChange(note: note)
    }
  }
}

extension FixedPart {
  /// Nothing.
  static var empty: FixedPart {
    FixedPart(
      system: .keep, tools: .keep, systemTokens: 0, toolTokens: 0, offered: [], droppedTools: [],
      rung: .asSent,
      systemSource: Fingerprint(high: 0, low: 0))
  }

  /// The same with the system prompt and the list of tools spelled out: what the client changes in its own later must not
  /// change the prompt.
  func settled(_ offer: ClientOffer) -> FixedPart {
    var settled = self
    if case .keep = system, !offer.system.isEmpty { settled.system = .replace(offer.system) }
    if case .keep = tools, !offered.isEmpty {
      settled.tools = .replace(offered.map { OfferedTool(name: $0) })
    }
    return settled
  }
}
