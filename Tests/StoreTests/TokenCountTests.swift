import Conversations
import Synchronization
import TestKit
import Testing

@testable import Store

@Suite("What is known of tokens")
struct TokenCountTests {
  private let directory = TemporaryDirectory()
  private static let day: Int64 = 86_400_000

  private func source(_ number: Int) -> Fingerprint { Fingerprint(high: UInt64(number), low: 7) }

  private func counts(_ numbers: some Sequence<Int>) -> [MessageCount] {
    numbers.map { MessageCount(source: source($0), parts: [$0, 300]) }
  }

  /// Settles a turn that has counted these.
  private func settle(
    _ counts: [MessageCount], by tokenizer: String, in store: ConversationStore, at time: Int64 = 0
  ) async throws {
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request, at: time)
    (turn.counts, turn.countsTokenizer) = (counts, tokenizer)
    store.settle(turn)
  }

  private func options(at clock: HandClock) -> StoreOptions {
    var options = keepingOptions()
    options.now = { clock.now }
    return options
  }

  @Test("what a turn has counted is known from then on, for its tokenizer alone, and in the order asked for")
  func known() async throws {
    let store = try memoryStore()
    try await settle(counts(0..<5), by: "qwen2", in: store)
    try await settle([MessageCount(source: source(3), parts: [])], by: "cl100k", in: store)
    let wanted = [4, 9, 0, 4].map(source)
    #expect(await store.counts(of: wanted, tokenizer: "qwen2") == counts([4, 0, 4]))
    #expect(
      await store.counts(of: wanted + [source(3)], tokenizer: "cl100k")
        == [MessageCount(source: source(3), parts: [])])
    #expect(await store.counts(of: wanted, tokenizer: "none").isEmpty)
    try await settle([MessageCount(source: source(4), parts: [1])], by: "qwen2", in: store)
    #expect(await store.counts(of: [source(4)], tokenizer: "qwen2").map(\.parts) == [[1]])
  }

  @Test("counts outlive the process and the session they were made for")
  func restart() async throws {
    let path = directory.file("t.db")
    let first = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    try await settle(counts(0..<3), by: "qwen2", in: first)
    #expect(try await first.prune(before: 1) == 1)
    await first.close()
    let second = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    #expect(await second.counts(of: [source(2)], tokenizer: "qwen2") == counts([2]))
    await second.close()
  }

  @Test("any counts come back as they were, and any bytes are counts or damage")
  func coding() {
    var generator = SeededGenerator()
    for _ in 0..<2000 {
      let parts = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
        Int.random(in: 0...(.max), using: &generator) >> Int.random(in: 0..<63, using: &generator)
      }
      #expect(StoredParts.decode(StoredParts.encode(parts)) == parts)
      let noise = parts.map { UInt8(truncatingIfNeeded: $0) }
      #expect(StoredParts.decode(noise)?.allSatisfy { $0 >= 0 } ?? true)
    }
    #expect(StoredParts.decode(StoredParts.encode([-1, 5])) == [0, 5])
    #expect(StoredParts.decode([0x80]) == nil)
    #expect(StoredParts.decode(Array(repeating: 0xFF, count: 10) + [0]) == nil)
  }

  @Test("a damaged count is left out and told of")
  func damage() async throws {
    let troubles = Mutex<[StoreTrouble]>([])
    let store = try ConversationStore(.memory, for: .serving, options: keepingOptions()) { trouble in
      troubles.withLock { $0.append(trouble) }
    }
    try await settle(counts(0..<3), by: "t", in: store)
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute("UPDATE token_counts SET parts = x'ff' WHERE parts = x'01ac02'")
    }
    #expect(await store.counts(of: (0..<3).map(source), tokenizer: "t") == counts([0, 2]))
    let told = troubles.withLock { $0 }
    #expect(told.count == 1)
    guard case .unread(.counts, .corrupt)? = told.first else {
      Issue.record("\(told)")
      return
    }
  }

  // MARK: Retention

  /// Takes steps until nothing is left to do; how many of them removed counts.
  private func retain(
    _ policy: RetentionPolicy, in store: ConversationStore, now: Int64
  ) async throws -> Int {
    var steps = 0
    while true {
      let step = try await store.perform { (archive) throws(StoreError) in
        try archive.retain(policy, now: now)
      }
      switch step {
      case .trimmed: steps += 1
      case .removed, .shrunk: break
      case .finished: return steps
      }
    }
  }

  @Test("counts go when nobody has used them for as long as sessions are kept; a use keeps them")
  func age() async throws {
    let clock = HandClock(0)
    let store = try ConversationStore(.memory, for: .serving, options: options(at: clock))
    try await settle(counts(0..<4), by: "t", in: store)
    clock.advance(by: 20 * Self.day)
    #expect(await store.counts(of: [source(1)], tokenizer: "t") == counts([1]))
    #expect(try await store.numbers("SELECT used_on FROM token_counts ORDER BY source") == [0, 20, 0, 0])
    let policy = RetentionPolicy(maxAge: 30 * 24 * 3600, maxBytes: nil)
    #expect(try await retain(policy, in: store, now: 30 * Self.day) == 0)
    #expect(try await retain(policy, in: store, now: 31 * Self.day) == 1)
    #expect(await store.counts(of: (0..<4).map(source), tokenizer: "t") == counts([1]))
    #expect(try await retain(.unlimited, in: store, now: 9999 * Self.day) == 0)
  }

  @Test("beyond the number allowed those unused for longest go, a bounded number at once")
  func limit() async throws {
    let store = try memoryStore()
    try await settle(counts(0..<15_000), by: "t", in: store, at: Self.day)
    try await settle(counts(15_000..<15_010), by: "t", in: store, at: 0)
    try await settle(counts(15_010..<15_020), by: "t", in: store, at: 2 * Self.day)
    let policy = RetentionPolicy(maxAge: nil, maxBytes: 2048 * 20)
    let trim = { @Sendable (archive: Archive) throws(StoreError) in
      try archive.trimCounts(toAge: policy.maxAge, limit: policy.mostCounts, now: 3 * Self.day)
    }
    #expect(try await store.perform(trim))
    #expect(try await store.count("token_counts") == 5020)
    #expect(try await store.numbers("SELECT count(*) FROM token_counts WHERE used_on = 0") == [0])
    #expect(try await store.perform(trim))
    #expect(try await !store.perform(trim))
    #expect(try await store.count("token_counts") == 20)
    #expect(
      await store.counts(of: (14_990..<15_020).map(source), tokenizer: "t") == counts(14_990..<15_000)
        + counts(15_010..<15_020))
  }

  @Test("how many counts are kept follows the size allowed, up to half a million")
  func mostCounts() {
    #expect(RetentionPolicy().mostCounts == 500_000)
    #expect(RetentionPolicy.unlimited.mostCounts == 500_000)
    #expect(RetentionPolicy(maxAge: nil, maxBytes: 1 << 20).mostCounts == 512)
  }

  // MARK: Calibrations

  @Test("the last calibration of each model at each backend outlives the process")
  func calibrations() async throws {
    let path = directory.file("t.db")
    let first = try ConversationStore(.file(path), for: .serving, options: keepingOptions()) {
      Issue.record("\($0)")
    }
    #expect(await first.calibrations().isEmpty)
    let kept = [("b", "m", 1), ("a", "m", 2), ("b", "n", 3), ("b", "m", 4)]
    for (backend, model, byte) in kept {
      first.keep(StoredCalibration(backend: backend, model: model, body: [UInt8(byte)]))
    }
    let expected = [("a", "m", 2), ("b", "m", 4), ("b", "n", 3)].map { backend, model, byte in
      StoredCalibration(backend: backend, model: model, body: [UInt8(byte)])
    }
    #expect(await first.calibrations() == expected)
    await first.close()
    let second = try ConversationStore(.file(path), for: .reading)
    #expect(await second.calibrations() == expected)
    await second.close()
  }

  @Test("a calibration that cannot be kept is told of, and takes no turn with it")
  func unkept() async throws {
    let troubles = Mutex<[StoreTrouble]>([])
    let store = try ConversationStore(.memory, for: .serving, options: keepingOptions()) { trouble in
      troubles.withLock { $0.append(trouble) }
    }
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON calibrations BEGIN SELECT raise(FAIL, 'no'); END")
    }
    await store.play(try request(["u:1"], session: "c"))
    store.keep(StoredCalibration(backend: "b", model: "m", body: [1]))
    await store.play(try request(["u:2"], session: "d"))
    await store.flush()
    #expect(store.counters.settledTurns == 2)
    await store.close()
    store.keep(StoredCalibration(backend: "b", model: "m", body: [1]))
    let told = troubles.withLock { $0 }
    #expect(told.count == 2)
    #expect(told.last == .unkept(.calibrations, .closed))
  }
}
