import Conversations
import TestKit
import Testing

@testable import Upstream

@Suite("Waiting line") struct WaitingLineTests {
  private static let second: UInt64 = 1_000_000_000

  private var line = WaitingLine()

  init() { _ = line.setPlaces(1, at: 0) }

  /// The ticket of somebody who has to wait.
  private mutating func wait(_ kind: RequestKind, at now: UInt64 = 0) throws -> WaitingLine.Ticket {
    guard case .waits(let ticket) = line.enter(kind, mostWaiting: 32, at: now) else {
      throw Unexpected()
    }
    return ticket
  }

  private struct Unexpected: Error {}

  @Test("without a limit everybody has a place")
  mutating func unlimited() {
    _ = line.setPlaces(nil, at: 0)
    for _ in 0..<1000 { #expect(line.enter(.main, mostWaiting: 0, at: 0) == .admitted) }
    #expect(line.taken == 1000)
    for _ in 0..<1000 { #expect(line.leave(at: 0) == nil) }
    #expect(line.taken == 0)
  }

  @Test("the order is main, sub-agent, background, side, and who came first among those who are alike")
  mutating func order() throws {
    #expect(line.enter(.title, mostWaiting: 32, at: 0) == .admitted)
    let kinds: [RequestKind] = [
      .title, .background, .main, .probe, .subAgent, .compaction, .autoModeCheck, .subAgent,
    ]
    var tickets: [WaitingLine.Ticket] = []
    for kind in kinds { tickets.append(try wait(kind)) }
    let order = [2, 5, 6, 4, 7, 1, 0, 3].map { tickets[$0] }
    for expected in order { #expect(line.leave(at: Self.second) == expected) }
    #expect(line.leave(at: Self.second) == nil)
    #expect(line.taken == 0)
  }

  @Test("nobody who has waited for thirty seconds is overtaken")
  mutating func patience() throws {
    _ = line.enter(.main, mostWaiting: 32, at: 0)
    let title = try wait(.title, at: 0)
    let main = try wait(.main, at: 29 * Self.second)
    let late = try wait(.main, at: 31 * Self.second)
    #expect(line.leave(at: 30 * Self.second - 1) == main)
    #expect(line.leave(at: 30 * Self.second) == title)
    #expect(line.leave(at: 31 * Self.second) == late)
  }

  @Test("who comes when too many wait is turned away, and the others stay where they are")
  mutating func length() throws {
    _ = line.enter(.main, mostWaiting: 2, at: 0)
    let first = try wait(.side)
    _ = try wait(.side)
    #expect(line.enter(.main, mostWaiting: 2, at: 0) == .turnedAway)
    #expect(line.leave(at: 0) == first)
    #expect(line.waiting == 1)
  }

  @Test("who gives up has no place, and whom a place was given has one")
  mutating func givingUp() throws {
    _ = line.enter(.main, mostWaiting: 32, at: 0)
    let first = try wait(.main)
    let second = try wait(.main)
    #expect(line.giveUp(first) == true)
    #expect(line.giveUp(first) == false)
    #expect(line.leave(at: 0) == second)
    #expect(line.giveUp(second) == false)
    #expect(line.taken == 1)
  }

  @Test("more places let in who waits, fewer take nobody's away")
  mutating func resizing() throws {
    _ = line.enter(.main, mostWaiting: 32, at: 0)
    let waiting = [try wait(.main), try wait(.main), try wait(.main)]
    #expect(line.setPlaces(3, at: 0) == Array(waiting[..<2]))
    #expect(line.taken == 3)
    #expect(line.setPlaces(1, at: 0).isEmpty)
    #expect(line.leave(at: 0) == nil && line.leave(at: 0) == nil)
    #expect(line.leave(at: 0) == waiting[2])
  }

  @Test("whatever comes, goes and gives up: never more than there are places, nobody lost, the order kept")
  mutating func random() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      var world = RandomWorld(&generator)
      for _ in 0..<300 { world.step(&generator) }
      world.drain()
    }
  }
}

extension RequestKind {
  fileprivate static let side = RequestKind.title
}

/// People who come, go and give up at random, and what must be true of them whatever they do.
private struct RandomWorld {
  private struct Waiter {
    let kind: RequestKind
    let since: UInt64
    let number: Int
  }

  private var line = WaitingLine()
  private var places: Int
  private let mostWaiting: Int
  private var now: UInt64 = 0
  private var inside = 0
  private var waiters: [WaitingLine.Ticket: Waiter] = [:]
  private var arrivals = 0

  init(_ generator: inout SeededGenerator) {
    places = Int.random(in: 1...4, using: &generator)
    mostWaiting = Int.random(in: 0...12, using: &generator)
    #expect(line.setPlaces(places, at: 0).isEmpty)
  }

  mutating func step(_ generator: inout SeededGenerator) {
    now += UInt64.random(in: 0...8_000_000_000, using: &generator)
    switch Int.random(in: 0..<10, using: &generator) {
    case 0..<5: arrive(RequestKind.allCases.randomElement(using: &generator)!)
    case 5..<8 where inside > 0: leave()
    case 8:
      giveUp(
        waiters.keys.sorted { waiters[$0]!.number < waiters[$1]!.number }.randomElement(using: &generator))
    case 9 where generator.once(in: 4): resize(to: Int.random(in: 1...4, using: &generator))
    default: break
    }
    check()
  }

  mutating func drain() {
    while inside > 0 {
      leave()
      check()
    }
    #expect(waiters.isEmpty && line.taken == 0 && line.waiting == 0)
  }

  private mutating func arrive(_ kind: RequestKind) {
    arrivals += 1
    switch line.enter(kind, mostWaiting: mostWaiting, at: now) {
    case .admitted:
      #expect(waiters.isEmpty && inside < places)
      inside += 1
    case .waits(let ticket):
      #expect(inside >= places && waiters.count < mostWaiting)
      waiters[ticket] = Waiter(kind: kind, since: now, number: arrivals)
    case .turnedAway: #expect(inside >= places && waiters.count == mostWaiting)
    }
  }

  private mutating func leave() {
    inside -= 1
    if let ticket = line.leave(at: now) { admit(ticket) }
  }

  private mutating func giveUp(_ ticket: WaitingLine.Ticket?) {
    guard let ticket else { return }
    #expect(line.giveUp(ticket) == true)
    waiters[ticket] = nil
  }

  private mutating func resize(to count: Int) {
    places = count
    for ticket in line.setPlaces(count, at: now) { admit(ticket) }
  }

  private mutating func admit(_ ticket: WaitingLine.Ticket) {
    guard let waiter = waiters.removeValue(forKey: ticket) else {
      Issue.record("somebody was let in who did not wait")
      return
    }
    inside += 1
    let earlier = waiters.values.filter { $0.number < waiter.number }
    #expect(
      !earlier.contains { now - $0.since >= WaitingLine.longestOvertaken }, "overtaken after half a minute")
    // Unless he had waited so long himself that he was next whoever else there was.
    if now - waiter.since < WaitingLine.longestOvertaken {
      #expect(!earlier.contains { $0.kind.rank <= waiter.kind.rank }, "overtaken by his like")
      #expect(!waiters.values.contains { $0.kind.rank < waiter.kind.rank }, "before his betters")
    }
  }

  private func check() {
    #expect(line.taken == inside && line.waiting == waiters.count)
    #expect(waiters.isEmpty || inside >= places, "somebody waits beside a free place")
  }
}

extension RequestKind {
  /// Who goes before whom, said once more.
  fileprivate var rank: Int {
    let ranks: [Set<RequestKind>] = [[.main, .compaction, .autoModeCheck], [.subAgent], [.background]]
    return ranks.firstIndex { $0.contains(self) } ?? ranks.count
  }
}
