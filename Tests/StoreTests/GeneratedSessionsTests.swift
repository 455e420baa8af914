import Conversations
import TestKit
import Testing

@testable import Store

/// An agent that holds a conversation, as its client would, and knows where each request belongs.
private struct Agent {
  let session: String?
  let agent: String?
  let kind: RequestKind
  /// The session's id, once it is known.
  var id: SessionID?
  /// The history of the last request on each branch.
  var branches: [[Line]] = []
  /// The branch it is on.
  var branch = 0
  /// What it was last answered, if it was.
  var lastAnswer: Line?

  var history: [Line] { branches.isEmpty ? [] : branches[branch] }
}

/// What was sent and answered in one turn.
private struct Exchange {
  let session: SessionID
  let lines: [Line]
  let answer: Line?
  let knownMessages: Int
}

/// A world of agents that talk through a store, step by random step.
private struct World {
  var generator: SeededGenerator
  var agents: [Agent] = []
  var exchanges: [Exchange] = []
  private var counter = 0

  init(_ generator: SeededGenerator) { self.generator = generator }

  /// A text nobody has said before.
  mutating func fresh(_ role: Character, _ words: String = "") -> Line {
    counter += 1
    return "\(role):\(words)\(counter)"
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

  /// One step: somebody says something.
  mutating func step(_ store: ConversationStore) async throws {
    if agents.isEmpty || chance(5) { return try await open(store) }
    let index = number(0..<agents.count)
    let last = agents[index].history
    switch number(0..<20) {
    case 0: try await open(store, under: index)
    case 1, 2: try await send(index, last, expecting: .retry, branch: agents[index].branch, store)
    case 3, 4: try await side(index, store)
    case 5...7 where last.count > 1: try await rewind(index, store)
    case 8 where agents[index].session != nil: try await replace(index, store)
    case 9: try await switchBranch(index, store)
    default: try await goOn(index, store)
    }
  }

  /// A new conversation: a person's, or that of a sub-agent of `parent`.
  private mutating func open(_ store: ConversationStore, under parent: Int? = nil) async throws {
    let main = parent.flatMap { agents[$0].session == nil || agents[$0].agent != nil ? nil : agents[$0] }
    let agent = Agent(
      session: main?.session ?? (chance(70) ? "client \(agents.count)" : nil),
      agent: main == nil ? nil : "agent \(agents.count)", kind: main == nil ? .main : .subAgent)
    agents.append(agent)
    let line = fresh("u")
    try await send(agents.count - 1, [line], expecting: .new, branch: 0, store)
    #expect(try await store.session(agents[agents.count - 1].id!.text).summary.origin.parent == main?.id)
  }

  /// The next turn. Now and then the client echoes the answer in words of its own, or there was none.
  private mutating func goOn(_ index: Int, _ store: ConversationStore) async throws {
    let echo = chance(20) ? fresh("a", "differently ") : agents[index].lastAnswer ?? fresh("a")
    let lines = agents[index].history + [echo, fresh("u")]
    try await send(index, lines, expecting: .append, branch: agents[index].branch, store)
  }

  private mutating func rewind(_ index: Int, _ store: ConversationStore) async throws {
    let depth = number(1..<agents[index].history.count)
    let lines = Array(agents[index].history.prefix(depth)) + [fresh(depth % 2 == 0 ? "u" : "a")]
    try await send(index, lines, expecting: .fork(depth: depth), branch: agents[index].branches.count, store)
  }

  /// The client goes back to a branch it had left, and on from there.
  private mutating func switchBranch(_ index: Int, _ store: ConversationStore) async throws {
    agents[index].branch = number(0..<agents[index].branches.count)
    agents[index].lastAnswer = nil
    try await goOn(index, store)
  }

  /// The client compacts, or starts over under the same ids.
  private mutating func replace(_ index: Int, _ store: ConversationStore) async throws {
    let line = chance(50) ? fresh("u", CompactionSummary.opening) : fresh("u")
    let before = agents[index].id!
    agents[index].branches = []
    agents[index].branch = 0
    agents[index].id = nil
    try await send(index, [line], expecting: .successor(of: before), branch: 0, store)
    #expect(agents[index].id != before)
  }

  private mutating func side(_ index: Int, _ store: ConversationStore) async throws {
    let lines = Array(agents[index].history.prefix(chance(50) ? .max : 1)) + [fresh("u")]
    let request = try request(lines, session: agents[index].session, agent: agents[index].agent)
    let answer = fresh("a")
    let state = await store.play(request, answer: answer, kind: chance(50) ? .title : .compaction, at: time)
    #expect(state.placement == .side)
    #expect(state.session == agents[index].id)
    record(state, lines, answer)
  }

  private mutating func send(
    _ index: Int, _ lines: [Line], expecting placement: SessionPlacement, branch: Int,
    _ store: ConversationStore
  ) async throws {
    let answer = chance(90) ? fresh("a") : nil
    let agent = agents[index]
    let state = await store.play(
      try request(lines, session: agent.session, agent: agent.agent), answer: answer, kind: agent.kind,
      at: time)
    #expect(state.placement == placement)
    #expect(state.branch == branch)
    if let id = agent.id { #expect(state.session == id) }
    agents[index].id = state.session
    if branch < agents[index].branches.count {
      agents[index].branches[branch] = lines
    } else {
      agents[index].branches.append(lines)
    }
    agents[index].branch = branch
    agents[index].lastAnswer = answer
    record(state, lines, answer)
  }

  private mutating func record(_ state: SessionState, _ lines: [Line], _ answer: Line?) {
    exchanges.append(
      Exchange(session: state.session, lines: lines, answer: answer, knownMessages: state.knownMessages))
  }

  private var time: Int64 { Int64(exchanges.count) }
}

@Suite struct GeneratedSessionsTests {
  private let directory = TemporaryDirectory()

  private func open(indexing hashes: Int) throws -> ConversationStore {
    var options = keepingOptions()
    options.indexedHashes = hashes
    return try ConversationStore(.file(directory.file("t.db")), for: .serving, options: options) {
      Issue.record("\($0)")
    }
  }

  @Test(
    "whatever agents do, requests find their place, and every chain gives back what was sent",
    arguments: [(hashes: 1 << 20, restarts: 0), (hashes: 200, restarts: 0), (hashes: 1 << 20, restarts: 10)])
  func agents(hashes: Int, restarts: Int) async throws {
    var world = World(SeededGenerator())
    var store = try open(indexing: hashes)
    for _ in 0..<250 {
      try await world.step(store)
      if world.chance(restarts) {
        await store.close()
        store = try open(indexing: hashes)
      }
    }
    try await expectStoredOnce(world, store)
    try await expectReproduced(world, store)
    await store.close()
  }

  /// There are as many rows as different messages, and as many nodes as different prefixes.
  private func expectStoredOnce(_ world: World, _ store: ConversationStore) async throws {
    var messages: Set<Line> = []
    var prefixes: Set<[Line]> = []
    for exchange in world.exchanges {
      let whole = exchange.lines + (exchange.answer.map { [$0] } ?? [])
      messages.formUnion(whole)
      for depth in 1...whole.count { prefixes.insert(Array(whole.prefix(depth))) }
    }
    #expect(try await store.count("messages") == messages.count)
    #expect(try await store.count("nodes") == prefixes.count)
    #expect(try await store.count("turns") == world.exchanges.count)
    #expect(try await store.numbers("SELECT count(*) FROM pragma_foreign_key_check") == [0])
  }

  private func expectReproduced(_ world: World, _ store: ConversationStore) async throws {
    for (session, exchanges) in Dictionary(grouping: world.exchanges, by: \.session) {
      for (number, exchange) in exchanges.enumerated() {
        let turn = try await store.turn(number + 1, of: session.text)
        #expect(turn.messages.map(\.body) == exchange.lines.map { Array(messageText($0).utf8) })
        #expect(
          turn.answer.map(\.body) == [exchange.answer].compactMap { $0 }.map { Array(messageText($0).utf8) })
        #expect(turn.record.knownMessages == exchange.knownMessages)
        #expect(turn.messages.allSatisfy { ($0.turn ?? 0) <= number + 1 && $0.turn != nil })
      }
    }
    for agent in world.agents {
      for (number, lines) in agent.branches.enumerated() {
        let stored = try await store.messages(of: agent.id!.text, branch: number)
        #expect(stored.prefix(lines.count).map(\.body) == lines.map { Array(messageText($0).utf8) })
      }
    }
  }
}
