import Conversations
import Tokens

/// The log: what stays of messages that have left.
extension [LogEntry] {
  /// What tells the model that something is missing; always the same.
  private static var notice: String {
    "[ctxgw: earlier steps of this session are left out to fit the window. What follows names them in order, with what the user said. Read files and run commands again for what you need of them.]"
  }

  /// Adds a step that leaves, in one line.
  mutating func add(
    digest step: DigestedStep, number: Int, turn: Int, counting counter: inout PromptCounter
  ) {
    let line = DigestLine.line(for: step, number: number)
    if let last, case .digest = last.kind, last.turn == turn {
      self[count - 1].text += "\n" + line
      self[count - 1].tokens += counter.count(line) + 1
    } else {
      append(LogEntry(kind: .digest, name: nil, text: line, tokens: counter.count(line), turn: turn))
    }
  }

  /// Adds what the user said in a step that leaves.
  mutating func add(user text: String, turn: Int, counting counter: inout PromptCounter) {
    let text = "User: " + KeptUserText.text(text)
    append(LogEntry(kind: .user, name: nil, text: text, tokens: counter.count(text), turn: turn))
  }

  /// Puts the notice in front of what is there.
  mutating func announce(turn: Int, counting counter: inout PromptCounter) {
    if let first, case .notice = first.kind { return }
    let entry = LogEntry(
      kind: .notice, name: nil, text: Self.notice, tokens: counter.count(Self.notice), turn: turn)
    insert(entry, at: 0)
  }

  /// Takes the oldest entries of a kind away, when all of it take more than one number of tokens, until they take no
  /// more than another.
  mutating func trim(_ kind: LogEntry.Kind, above limit: Int, to goal: Int) {
    var tokens = tokens(of: kind)
    guard tokens > limit else { return }
    removeAll { entry in
      guard entry.kind.rawValue == kind.rawValue, tokens > goal else { return false }
      tokens -= entry.tokens
      return true
    }
  }

  /// What the entries of a kind take.
  func tokens(of kind: LogEntry.Kind) -> Int {
    reduce(0) { $0 + ($1.kind.rawValue == kind.rawValue ? $1.tokens : 0) }
  }

  /// Names the digests of a turn.
  mutating func name(digestsOf turn: Int, _ name: Fingerprint) {
    for index in indices where self[index].turn == turn && self[index].name == nil {
      if case .digest = self[index].kind { self[index].name = name }
    }
  }

  /// Puts the texts that a model has written in the places of the digests they stand for.
  mutating func use(
    _ finished: [Fingerprint: String], turn: Int, counting counter: inout PromptCounter
  ) {
    var replaced: Set<Fingerprint> = []
    var log: [LogEntry] = []
    for var entry in self {
      if let name = entry.name, let text = finished[name] {
        guard replaced.insert(name).inserted else { continue }
        entry = LogEntry(kind: .digest, name: name, text: text, tokens: counter.count(text), turn: turn)
      }
      log.append(entry)
    }
    if !replaced.isEmpty { self = log }
  }
}

extension DigestedStep {
  /// Whether there is nothing to say of it.
  var isEmpty: Bool { uses.isEmpty && DecisionSentences.picked(from: texts).isEmpty }
}

extension HeldMessage {
  /// What the user says in it, in tokens.
  var humanTokens: Int {
    role == .assistant ? 0 : parts.reduce(0) { $0 + ($1.kind == .text && $1.isForwarded ? $1.tokens : 0) }
  }
}
