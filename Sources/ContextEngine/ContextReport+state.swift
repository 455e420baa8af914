import Conversations

/// The state as a report: the forwarded prompt block by block.
extension ContextReport {
  /// The report of a plan.
  ///
  /// - Parameters:
  ///   - places: for each record its place in the request.
  ///   - original: what the client sent, counted as what is forwarded is.
  ///   - total: what is forwarded, in tokens as they are counted.
  ///   - budget: by whose ratio tokens are told. Window, limit and reserve are those of the last epoch.
  ///   - wasHeld: the records that were forwarded before.
  init(
    of state: ContextState, at places: [Int], original: Int, sent total: Int, size: PromptSize,
    by budget: ContextBudget, epoch: ContextEpoch?, wasHeld: Set<Int>
  ) {
    self.init(
      originalTokens: budget.told(original), sentTokens: budget.told(total),
      window: state.terms.budget.window, limit: state.terms.budget.limit, reserve: state.terms.budget.reserve,
      epoch: epoch, epochs: state.epochs)
    var blocks = ReportedBlocks(
      of: state, at: places, size: size, budget: budget, isNew: epoch != nil, wasHeld: wasHeld)
    blocks.write()
    self.blocks = blocks.all
    strippedParts = state.held.reduce(0) { $0 + $1.parts.count { $0.isForwarded && $0.state != .full } }
    droppedMessages = state.records.count - state.held.count { $0.isForwarded }
  }
}

/// The blocks of a report, front to end.
private struct ReportedBlocks {
  private(set) var all: [ContextBlock] = []
  private let state: ContextState
  private let places: [Int]
  private let size: PromptSize
  private let budget: ContextBudget
  private let isNew: Bool
  private let wasHeld: Set<Int>
  private let known: Int

  init(
    of state: ContextState, at places: [Int], size: PromptSize, budget: ContextBudget, isNew: Bool,
    wasHeld: Set<Int>
  ) {
    self.budget = budget
    self.state = state
    self.places = places
    self.size = size
    self.isNew = isNew
    self.wasHeld = wasHeld
    known = wasHeld.max() ?? -1
  }

  mutating func write() {
    addFixed()
    if state.task == nil { addLog() }
    addNotes(behind: -1)
    var next = 0
    for message in state.held where message.isForwarded {
      addDropped(next..<message.record)
      add(message)
      if message.record == state.task { addLog() }
      addNotes(behind: message.record)
      next = message.record + 1
    }
    addDropped(next..<state.records.count)
  }

  private mutating func addFixed() {
    if state.fixed.toolTokens > 0 || !state.offer.tools.isEmpty {
      all.append(
        ContextBlock(
          origin: .tools, label: "\(state.fixed.offered.count) of \(state.offer.tools.count) tools",
          state: state.fixed.rung == .asSent ? .full : .capped, tokens: budget.told(state.fixed.toolTokens),
          originalTokens: nil, isChanged: isNew))
    }
    guard !state.offer.system.isEmpty else { return }
    var text: String?
    if case .replace(let shown) = state.fixed.system, shown != state.offer.system { text = shown }
    all.append(
      ContextBlock(
        origin: .system, label: "system prompt", state: text == nil ? .full : .capped,
        tokens: budget.told(state.fixed.systemTokens), originalTokens: nil, isChanged: isNew, text: text))
  }

  private mutating func add(_ message: HeldMessage) {
    let place = places[message.record]
    for (part, held) in message.parts.enumerated() {
      var text: String?
      if case .replace(let shown) = held.edit { text = shown }
      all.append(
        ContextBlock(
          origin: .messages(place...place), part: part, label: held.label, state: held.state,
          tokens: budget.told(size.tokens(of: held)),
          originalTokens: budget.told(size.tokens(ofOriginal: held)),
          isChanged: held.changedAt == state.turn, text: text))
    }
  }

  private mutating func addLog() {
    for entry in state.log {
      add(entry.text, entry.kind.label, entry.kind.state, tokens: size.tokens(of: entry), turn: entry.turn)
    }
  }

  private mutating func addNotes(behind record: Int) {
    for note in state.notes where note.anchor == record {
      add(note.text, "note", .full, tokens: size.tokens(ofInsertion: note.tokens), turn: note.turn)
    }
  }

  private mutating func add(
    _ text: String, _ label: String, _ kind: ContextBlock.State, tokens: Int, turn: Int
  ) {
    all.append(
      ContextBlock(
        origin: .gateway, label: label, state: kind, tokens: budget.told(tokens),
        originalTokens: nil,
        isChanged: turn == state.turn, text: text))
  }

  private mutating func addDropped(_ records: Range<Int>) {
    guard let first = records.first, let last = records.last else { return }
    let tokens = state.records[records].reduce(0) { $0 + $1.tokens }
    all.append(
      ContextBlock(
        origin: .messages(places[first]...places[last]),
        label: records.count == 1 ? "1 message" : "\(records.count) messages", state: .dropped, tokens: 0,
        originalTokens: budget.told(tokens),
        isChanged: records.contains { wasHeld.contains($0) || $0 > known }))
  }
}

extension LogEntry.Kind {
  fileprivate var label: String {
    switch self {
    case .notice: "notice of what is missing"
    case .user: "user, from a message that has left"
    case .index: "index of what was done"
    case .digest: "digest"
    }
  }

  fileprivate var state: ContextBlock.State {
    switch self {
    case .notice: .full
    case .user: .capped
    case .index, .digest: .digest
    }
  }
}
