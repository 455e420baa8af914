import Conversations
import Tokens

/// The log: what stays of messages that have left.
extension [LogEntry] {
  /// What tells the model that something is missing; always the same.
  private static var notice: String {
    "[ctxgw: earlier steps of this session are left out to fit the window. What follows names them in order, with what the user said. Read files and run commands again for what you need of them.]"
  }

  /// Puts the notice in front of what is there.
  mutating func announce(turn: Int, counting counter: inout PromptCounter) {
    if isAnnounced { return }
    let entry = LogEntry(
      kind: .notice, name: nil, text: Self.notice, tokens: counter.count(Self.notice), turn: turn)
    insert(entry, at: 0)
  }

  private var isAnnounced: Bool {
    if let first, case .notice = first.kind { true } else { false }
  }

  /// Takes the oldest entries of a kind away until they take no more than a number of tokens.
  mutating func trim(_ kind: LogEntry.Kind, to goal: Int) {
    var tokens = tokens(of: kind)
    removeAll { entry in
      guard entry.kind.rawValue == kind.rawValue, tokens > goal else { return false }
      tokens -= entry.tokens
      return true
    }
  }

  /// Makes one index of all digests, when they take more than a number of tokens. It stands in front, behind the notice alone: what it
  /// names is older than what else there is.
  mutating func index(above limit: Int, turn: Int, counting counter: inout PromptCounter) {
    guard reduce(0, { $0 + ($1.isDigest ? $1.tokens : 0) }) > limit else { return }
    let text = DigestIndex.text(
      of: digests, toTokens: Int(Self.indexShare * Double(limit)), counting: &counter)
    dropDigests()
    if text.isEmpty { return }
    let entry = LogEntry(kind: .index, name: nil, text: text, tokens: counter.count(text), turn: turn)
    insert(entry, at: isAnnounced ? 1 : 0)
  }

  /// Takes all digests away.
  mutating func dropDigests() { removeAll(where: \.isDigest) }

  /// The digests, oldest first.
  var digests: [String] { filter(\.isDigest).map(\.text) }

  /// What an index takes of the room for digests; the rest is for the digests to come.
  private static var indexShare: Double { 0.7 }

  /// What the entries of a kind take.
  func tokens(of kind: LogEntry.Kind) -> Int {
    reduce(0) { $0 + ($1.kind.rawValue == kind.rawValue ? $1.tokens : 0) }
  }

  /// Names the digests of a turn that has just been written down; false when there is none.
  mutating func name(digestsOf turn: Int, _ name: Fingerprint) -> Bool {
    let new = indices.filter { self[$0].isUnnamed && self[$0].turn == turn }
    for index in new { self[index].name = name }
    return !new.isEmpty
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

/// Writes down in the log what leaves, in the order of the conversation: what the user said as it is, what stands between
/// in digests.
struct LogWriter {
  /// The log so far.
  private(set) var log: [LogEntry]

  private let turn: Int
  private let writesDigests: Bool
  private var segment: DigestSegment

  /// A writer that adds to a log.
  init(after log: [LogEntry], turn: Int, writesDigests: Bool) {
    self.log = log
    self.turn = turn
    self.writesDigests = writesDigests
    segment = DigestSegment(after: log.digests)
  }

  /// Adds a step.
  mutating func add(_ step: DigestedStep) {
    if writesDigests { segment.add(step) }
  }

  /// Adds what the user said.
  mutating func add(user text: String, counting counter: inout PromptCounter) {
    finish(counting: &counter)
    add("User: " + KeptUserText.text(text), as: .user, counting: &counter)
  }

  /// Ends the digest that is being written.
  mutating func finish(counting counter: inout PromptCounter) {
    let text = segment.text
    if text.isEmpty { return }
    add(text, as: .digest, counting: &counter)
    segment = DigestSegment(after: log.digests)
  }

  private mutating func add(_ text: String, as kind: LogEntry.Kind, counting counter: inout PromptCounter) {
    log.append(LogEntry(kind: kind, name: nil, text: text, tokens: counter.count(text), turn: turn))
  }
}

extension HeldMessage {
  /// What the user says in it, in tokens.
  var humanTokens: Int {
    role == .assistant ? 0 : parts.reduce(0) { $0 + ($1.kind == .text && $1.isForwarded ? $1.tokens : 0) }
  }
}
