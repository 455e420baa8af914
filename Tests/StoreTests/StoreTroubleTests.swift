import Conversations
import Glibc
import Synchronization
import TestKit
import Testing

@testable import Store

/// What a store had to complain of.
private final class Complaints: Sendable {
  private let heard = Mutex<[StoreTrouble]>([])

  var all: [StoreTrouble] { heard.withLock { $0 } }

  func hear(_ trouble: StoreTrouble) { heard.withLock { $0.append(trouble) } }
}

/// Holds up a store's thread until it is let go.
private final class Stop: @unchecked Sendable {
  // A semaphore may be used from any thread; it is made and destroyed where nobody else has it.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func hold() { sem_wait(semaphore) }

  func letGo() { sem_post(semaphore) }
}

@Suite struct StoreTroubleTests {
  private let directory = TemporaryDirectory()
  private let complaints = Complaints()

  private func open(_ location: StoreLocation = .memory, queueBytes: Int = 64 << 20) throws
    -> ConversationStore
  {
    var options = keepingOptions()
    options.queueBytes = queueBytes
    return try ConversationStore(location, for: .serving, options: options) { [complaints] in
      complaints.hear($0)
    }
  }

  @Test("turns that find no room are dropped and counted, and the next one brings their messages")
  func dropped() async throws {
    let store = try open(queueBytes: 20_000)
    let stop = Stop()
    async let held: Void = store.perform { _ in stop.hold() }
    while store.counters.queuedBytes == 0 { await Task.yield() }
    var lines = ["u:0"]
    let state = await store.play(try request(lines, session: "c"), answer: "a:1")
    while store.counters.droppedTurns < 3 {
      lines += ["a:\(lines.count)", "u:\(lines.count + 1)"]
      await store.play(try request(lines, session: "c"), answer: "a:\(lines.count)")
    }
    stop.letGo()
    try await held
    // Twice, since what the thread has taken weighs until it comes back for more.
    for _ in 0..<2 { await store.flush() }
    #expect(complaints.all == Array(repeating: .dropped(state.session), count: 3))
    lines += ["a:\(lines.count)", "u:\(lines.count + 1)"]
    #expect(await store.play(try request(lines, session: "c")).placement == .append)
    #expect(try await store.messages(of: state.session.text).count == lines.count)
    #expect(store.counters.queuedBytes <= 20_000)
  }

  @Test("a turn that cannot be written takes no other with it")
  func unwritten() async throws {
    let store = try open()
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON turns WHEN new.rule = 'bad' BEGIN SELECT raise(FAIL, 'no'); END"
      )
    }
    let stop = Stop()
    async let held: Void = store.perform { _ in stop.hold() }
    var states: [SessionState] = []
    for (number, rule) in ["good", "bad", "good"].enumerated() {
      let request = try request(["u:\(number)"], session: "c\(number)")
      var turn = turn(await store.recall(request, kind: .main), request)
      turn.rule = rule
      states.append(turn.state)
      store.settle(turn)
    }
    stop.letGo()
    try await held
    await store.flush()
    #expect(try await store.count("messages") == 2)
    #expect(try await store.count("sessions") == 2)
    #expect(store.counters.settledTurns == 2)
    #expect(store.counters.failedTurns == 1)
    guard case .unwritten(states[1].session, _)? = complaints.all.first else {
      Issue.record("\(complaints.all)")
      return
    }
  }

  @Test("a session whose history cannot be read is begun anew, and the request goes on")
  func unrecalled() async throws {
    let path = directory.file("t.db")
    let first = try open(.file(path))
    await first.play(try request(["u:1"], session: "c"), answer: "a:2")
    await first.close()
    let second = try open(.file(path))
    try await second.perform { (archive) throws(StoreError) in
      try archive.database.execute("ALTER TABLE branches RENAME TO lost")
    }
    let state = await second.recall(try request(["u:1", "a:2", "u:3"], session: "c"), kind: .main)
    #expect(state.placement == .new)
    #expect(second.counters.failedRecalls == 1)
    await second.close()
  }

  @Test("a request whose client goes away does not wait for the disk")
  func cancelledRecall() async throws {
    let path = directory.file("t.db")
    let first = try open(.file(path))
    await first.play(try request(["u:1"], session: "c"))
    await first.close()
    let second = try open(.file(path))
    let stop = Stop()
    async let held: Void = second.perform { _ in stop.hold() }
    let again = try request(["u:1"], session: "c")
    #expect(second.recallKnown(again, kind: .main) == nil)
    let waiting = Task { await second.recall(again, kind: .main) }
    waiting.cancel()
    let stray = await waiting.value
    #expect(stray.placement == .new)
    stop.letGo()
    try await held
    let found = await second.recall(again, kind: .main)
    #expect(found.placement == .retry)
    #expect(found.session != stray.session)
    await second.close()
  }

  @Test("a closed store takes nothing and still places requests")
  func closed() async throws {
    let store = try open()
    await store.close()
    await store.close()
    let state = await store.play(try request(["u:1"], session: "c"))
    #expect(complaints.all == [.dropped(state.session)])
    await #expect(throws: StoreError.closed) { try await store.sessions() }
    await store.flush()
  }

  @Test("what is queued when a store is let go is still written")
  func letGo() async throws {
    let path = directory.file("t.db")
    do {
      let store = try open(.file(path))
      for number in 0..<100 { await store.play(try request(["u:\(number)"], session: "c\(number)")) }
    }
    // The lock falls when the last turn is written.
    let store = try await reopen(path)
    #expect(try await store.count("turns") == 100)
  }

  /// Opens a store as soon as nobody else has it any more.
  private func reopen(_ path: String) async throws -> ConversationStore {
    while true {
      do {
        return try open(.file(path))
      } catch StoreError.inUse {
        await Task.yield()
      }
    }
  }

  @Test("callers on many threads place and settle at once, and nothing is lost or doubled")
  func concurrency() async throws {
    let store = try open(.file(directory.file("t.db")))
    await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<8 {
        group.addTask {
          for round in 0..<40 {
            var lines = ["u:\(caller) \(round)"]
            for depth in 0..<4 {
              let state = await store.play(
                try request(lines, session: "c\(caller) \(round)"), answer: "a:\(depth)")
              #expect(state.placement == (depth == 0 ? .new : .append))
              lines += ["a:\(depth)", "u:\(depth)"]
            }
            await store.play(try request(["u:hello"], session: "shared \(round)"))
          }
        }
      }
    }
    await store.flush()
    #expect(complaints.all.isEmpty)
    #expect(store.counters.settledTurns == 8 * 40 * 5)
    #expect(try await store.count("sessions") == 8 * 40 + 40)
    // The openings, four answers, three further questions and the greeting.
    #expect(try await store.count("messages") == 8 * 40 + 4 + 3 + 1)
    await store.close()
  }
}
