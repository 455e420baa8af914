import Conversations
import TestKit
import Testing

@testable import Store

@Suite struct RetentionTests {
  private let directory = TemporaryDirectory()

  /// Takes steps until nothing is left to do; the sessions that went.
  private func retain(_ policy: RetentionPolicy, in store: ConversationStore, now: Int64) async throws
    -> [SessionID]
  {
    var removed: [SessionID] = []
    while true {
      switch try await store.perform({ (archive) throws(StoreError) in try archive.retain(policy, now: now) })
      {
      case .removed(let session): removed.append(session.id)
      case .trimmed, .shrunk: break
      case .finished: return removed
      }
    }
  }

  @Test("sessions quiet for longer than allowed go, the oldest first")
  func age() async throws {
    let store = try memoryStore()
    var states: [SessionState] = []
    for number in 0..<6 {
      states.append(
        await store.play(try request(["u:\(number)"], session: "c\(number)"), at: Int64(number) * 1000))
    }
    let removed = try await retain(RetentionPolicy(maxAge: 7, maxBytes: nil), in: store, now: 10_000)
    #expect(removed == states.prefix(3).map(\.session))
    #expect(try await retain(.unlimited, in: store, now: 1 << 40).isEmpty)
  }

  @Test("beyond the size allowed the oldest go, and the file shrinks")
  func size() async throws {
    let store = try ConversationStore(.file(directory.file("t.db")), for: .serving, options: keepingOptions())
    var generator = SeededGenerator(seed: 1)
    for number in 0..<20 {
      // Nothing compresses random digits much.
      let noise = (0..<8000).map { _ in
        String(UInt64.random(in: 0...UInt64.max, using: &generator), radix: 36)
      }
      await store.play(try request(["u:" + noise.joined()], session: "c\(number)"), at: Int64(number))
    }
    let before = try await store.numbers("PRAGMA page_count")[0]
    let limit = before * 8192 / 2
    let removed = try await retain(RetentionPolicy(maxAge: nil, maxBytes: limit), in: store, now: 1000)
    #expect((8...14).contains(removed.count))
    #expect(try await store.numbers("PRAGMA page_count")[0] * 8192 <= limit)
    #expect(try await store.numbers("PRAGMA freelist_count") == [0])
    #expect(try await store.sessions().map(\.createdAt) == (removed.count..<20).reversed().map { Int64($0) })
    await store.close()
  }

  @Test("a serving store sees to retention by itself, at its opening and every hour")
  func serving() async throws {
    let path = directory.file("s.db")
    do {
      let store = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
      for number in 0..<4 {
        await store.play(try request(["u:\(number)"], session: "c\(number)"), at: Int64(number) * 1_000_000)
      }
      await store.close()
    }
    let clock = HandClock(2_500_000)
    var options = StoreOptions()
    options.retention = RetentionPolicy(maxAge: 1000, maxBytes: nil)
    options.now = { clock.now }
    let store = try ConversationStore(.file(path), for: .serving, options: options)
    #expect(try await settled(store) == 2)
    // Within the hour nothing is looked for, whatever has become too old.
    clock.advance(by: 3_500_000)
    #expect(try await settled(store) == 2)
    clock.advance(by: 200_000)
    #expect(try await settled(store) == 0)
    #expect(await store.play(try request(["u:3"], session: "c3")).placement == .new)
    await store.close()
  }

  /// How many sessions are left when the store's thread has come round often enough; each look lets it take a step.
  private func settled(_ store: ConversationStore) async throws -> Int {
    for _ in 0..<20 { await store.flush() }
    return try await store.sessions().count
  }
}
