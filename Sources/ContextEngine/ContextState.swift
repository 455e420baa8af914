import Conversations
import Wire

/// What the planner remembers of one line of a conversation as one model sees it: what was decided, and what was forwarded.
///
/// It is a value: planning leaves the state it went on from as it was.
public struct ContextState: Sendable {
  /// What was decided at the last epoch and holds until the next.
  var terms: ContextTerms
  /// The system prompt and the tools.
  var fixed: FixedPart
  /// The client's system prompt and tools as they came last.
  var offer: ClientOffer
  /// How many requests were planned.
  var turn = 0
  /// How many epochs there were.
  var epochs = 0
  /// The first record that no epoch has touched: a conversation that differs before it cannot go on from here.
  var cut = 0
  /// The record of the first task, which never leaves.
  var task: Int?
  /// All messages but those that come and go by nature, oldest first.
  var records: [MessageRecord] = []
  /// Those of them that are forwarded.
  var held: [HeldMessage] = []
  /// What stays of those that are not.
  var log: [LogEntry] = []
  /// What is said besides, oldest first.
  var notes: [ContextNote] = []
  /// The messages of the last request that come and go by nature, and how often each was there.
  var passing: [Fingerprint: Int] = [:]
  /// Calls whose results the last epoch took away, and how many records there were then.
  var stripped: [Fingerprint: Int] = [:]
  /// The tools that were called or asked for, in that order.
  var usedTools: [String] = []

  /// A state in which nothing was forwarded yet.
  init(offer: ClientOffer, budget: ContextBudget) {
    terms = ContextTerms(budget: budget, span: 0)
    fixed = .empty
    self.offer = offer
  }

  /// How many leading messages of a request it stands for; nil when the request cannot go on from here, because it
  /// differs where messages were left out. Of several states the one that stands for most is the best to go on from.
  ///
  /// - Parameter parts: reads the parts of a message object of the client's dialect.
  public func agreement(with request: ChatRequest, parts: (JSONValue) -> [ContentPart]) -> Int? {
    let alignment = Alignment(of: request, with: self, parts: parts)
    return alignment.places.count > 0 && alignment.places.count >= cut ? alignment.firstNew : nil
  }

  /// Forgets all records from one on, and what was said behind them.
  mutating func rollBack(to count: Int) {
    guard count < records.count else { return }
    records.removeSubrange(count...)
    held.removeAll { $0.record >= count }
    notes.removeAll { $0.anchor >= count }
    if let task, task >= count { self.task = nil }
  }

  /// Where the turn begins in which calls still wait for their results; nil when none does.
  var openTurn: Int? {
    var answered: Set<String> = []
    var start: Int?
    for message in held.reversed() {
      if message.role == .assistant {
        start = message.record
        let isOpen = message.parts.contains {
          $0.kind == .call && $0.isForwarded && !answered.contains($0.name)
        }
        if isOpen { return beginningOfTurn(of: message.record) }
      } else if start != nil {
        return nil
      }
      for part in message.parts where part.kind == .result && part.isForwarded { answered.insert(part.name) }
    }
    return nil
  }

  /// The first of the assistant's messages that a record answers or belongs to.
  func beginningOfTurn(of record: Int) -> Int {
    var first = record
    while first > 0, records[first].role != .assistant { first -= 1 }
    while first > 0, records[first - 1].role == .assistant { first -= 1 }
    return first
  }
}

/// What holds from one epoch to the next.
struct ContextTerms: Sendable, Equatable {
  /// The budget then.
  var budget: ContextBudget
  /// The room between fixed part and high-water mark, in tokens as they are counted.
  var span: Int

  /// The high-water mark in tokens as they are counted.
  var limit: Int { budget.counted(budget.limit) }
}

extension ContextBudget {
  /// So many of the target's tokens in tokens as they are counted.
  func counted(_ tokens: Int) -> Int { Int(Double(tokens) / ratio) }

  /// So many tokens as they are counted in the target's.
  func told(_ tokens: Int) -> Int { Int((Double(tokens) * ratio).rounded(.up)) }
}

extension ContextState {
  /// Drops reminders that later ones of their kind supersede, and notes on a system prompt that is now sent anew.
  mutating func dropSupersededNotes() {
    notes.removeAll { if case .system = $0.subject { true } else { false } }
    let newest = newestReminders
    notes.removeAll { note in
      guard case .reminder(let kind) = note.subject else { return false }
      return newest[kind] != Self.rank(of: note)
    }
    for message in held.indices {
      for part in held[message].parts.indices where held[message].parts[part].kind == .reminder {
        if newest[held[message].parts[part].name] != 2 * held[message].record {
          held[message].parts[part].drop(turn: turn)
        }
      }
    }
  }

  /// Where the newest reminder of each kind stands: a message's own before the notes behind it.
  private var newestReminders: [String: Int] {
    var newest: [String: Int] = [:]
    for message in held {
      for part in message.parts where part.kind == .reminder && part.isForwarded {
        newest[part.name] = 2 * message.record
      }
    }
    for note in notes {
      if case .reminder(let kind) = note.subject {
        newest[kind] = max(newest[kind] ?? -1, Self.rank(of: note))
      }
    }
    return newest
  }

  private static func rank(of note: ContextNote) -> Int { 2 * note.anchor + 1 }
}
