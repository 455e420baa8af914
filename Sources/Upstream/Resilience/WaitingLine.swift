import Conversations

/// Who has a place at a backend, and who waits for one. Decides and does not act, and is handed the time.
///
/// Of those who wait, what a person looks at goes first: main, sub-agent, background, side; and of those who are alike the
/// one who came first. Nobody who has waited for half a minute is overtaken any more, so that nobody starves.
///
/// As long as somebody waits no place is free: one that is given back is handed on.
struct WaitingLine {
  /// Names somebody who waits.
  struct Ticket: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  /// What becomes of somebody who wants a place.
  enum Entry: Equatable {
    /// He has it.
    case admitted
    /// He waits for it.
    case waits(Ticket)
    /// Too many wait already.
    case turnedAway
  }

  private struct Waiter {
    let ticket: Ticket
    let rank: Rank
    let since: UInt64
  }

  /// How long somebody who waits may be overtaken, in nanoseconds.
  static let longestOvertaken: UInt64 = 30_000_000_000

  /// How many places there are; nil for as many as are wanted.
  private(set) var places: Int?
  /// How many of them are taken.
  private(set) var taken = 0
  /// In the order in which they came.
  private var waiters: [Waiter] = []
  private var lastNumber: UInt64 = 0

  /// How many wait.
  var waiting: Int { waiters.count }
  /// Whether who comes now has a place.
  var hasFreePlace: Bool { places.map { taken < $0 } ?? true }

  /// Takes a place, or a place in the line where there is none.
  ///
  /// - Parameters:
  ///   - kind: what the place is wanted for.
  ///   - mostWaiting: how many may wait.
  ///   - now: the monotonic time in nanoseconds.
  mutating func enter(_ kind: RequestKind, mostWaiting: Int, at now: UInt64) -> Entry {
    if hasFreePlace {
      taken += 1
      return .admitted
    }
    guard waiters.count < mostWaiting else { return .turnedAway }
    lastNumber += 1
    let ticket = Ticket(number: lastNumber)
    waiters.append(Waiter(ticket: ticket, rank: Rank(of: kind), since: now))
    return .waits(ticket)
  }

  /// Gives a place back, and tells who has it now.
  mutating func leave(at now: UInt64) -> Ticket? {
    precondition(taken > 0, "a place given back twice")
    taken -= 1
    return hasFreePlace ? admitNext(at: now) : nil
  }

  /// Takes somebody out of the line. Returns whether he was in it; he has a place otherwise.
  mutating func giveUp(_ ticket: Ticket) -> Bool {
    guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return false }
    waiters.remove(at: index)
    return true
  }

  /// Changes how many places there are, and tells who has one now. Where there are fewer than are taken, nobody loses his.
  mutating func setPlaces(_ places: Int?, at now: UInt64) -> [Ticket] {
    self.places = places
    var admitted: [Ticket] = []
    while hasFreePlace, let ticket = admitNext(at: now) { admitted.append(ticket) }
    return admitted
  }

  private mutating func admitNext(at now: UInt64) -> Ticket? {
    guard let index = next(at: now) else { return nil }
    taken += 1
    return waiters.remove(at: index).ticket
  }

  private func next(at now: UInt64) -> Int? {
    guard let oldest = waiters.first else { return nil }
    if now - oldest.since >= Self.longestOvertaken { return 0 }
    // The first of those whose rank is the best, because they stand in the order in which they came.
    return waiters.indices.min { waiters[$0].rank < waiters[$1].rank }
  }
}

extension WaitingLine {
  /// Who goes before whom.
  private enum Rank: Int, Comparable {
    case main, subAgent, background, side

    /// A summary and a question whether a tool may be used stand in the place of the conversation, which does not go on
    /// without them.
    init(of kind: RequestKind) {
      self =
        switch kind {
        case .main, .compaction, .autoModeCheck: .main
        case .subAgent: .subAgent
        case .background: .background
        case .title, .probe, .count: .side
        }
    }

    static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
  }
}
