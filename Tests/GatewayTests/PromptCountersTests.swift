import TestKit
import Testing
import Tokens

@testable import Gateway

@Suite("Lending counters")
struct PromptCountersTests {
  /// What exact counting makes of "hello world", and what an estimate by its bytes does.
  private let exact = 2
  private let estimated = 4

  private func count(_ counters: PromptCounters, _ model: String) -> Int {
    counters.lend(for: model) { $0.count("hello world") }
  }

  @Test func `a model is counted by its own vocabulary, any other by bytes`() throws {
    let counters = try PromptCounters(ModelTableTests.data)
    #expect(count(counters, "qwen3:8b") == exact && count(counters, "unheard-of") == estimated)
    #expect(counters.tokenizer(of: "qwen3:8b") == "qwen2" && counters.tokenizer(of: "unheard-of") == "bytes")
    #expect(counters.window(of: "qwen3:8b") == 40_960 && counters.window(of: "unheard-of") == nil)
  }

  @Test func `without the program's files everything is counted by bytes`() throws {
    let counters = try PromptCounters(nil)
    #expect(count(counters, "qwen3:8b") == estimated)
    #expect(counters.tokenizer(of: "qwen3:8b") == "bytes" && counters.window(of: "qwen3:8b") == nil)
  }

  @Test func `a counter that was returned is lent again, and while it is out another is opened`() throws {
    let directory = TemporaryDirectory()
    try Self.copy("models.json", into: directory)
    try Self.copy("vocabularies/qwen2.bpe", into: directory)
    let counters = try PromptCounters(DataDirectory(path: directory.path))
    #expect(count(counters, "qwen3:8b") == exact)
    try Self.spoil(directory)
    #expect(count(counters, "qwen3:8b") == exact)
    let (outer, inner) = counters.lend(for: "qwen3:8b") { counter in
      (counter.count("hello world"), count(counters, "qwen3:8b"))
    }
    #expect((outer, inner) == (exact, estimated))
  }

  @Test func `a counter comes back from a body that fails`() throws {
    let directory = TemporaryDirectory()
    try Self.copy("models.json", into: directory)
    try Self.copy("vocabularies/qwen2.bpe", into: directory)
    let counters = try PromptCounters(DataDirectory(path: directory.path))
    #expect(throws: FitError.self) {
      try counters.lend(for: "qwen3:8b") { (_) throws(FitError) in throw .damagedState }
    }
    try Self.spoil(directory)
    #expect(count(counters, "qwen3:8b") == exact)
  }

  @Test func `files that are there and not in order are refused`() throws {
    let directory = TemporaryDirectory()
    try directory.write("{", to: "models.json")
    let error = #expect(throws: DataError.self) { try PromptCounters(DataDirectory(path: directory.path)) }
    #expect(error?.path == directory.file("models.json"))
  }

  @Test func `many at once get counters of their own`() async throws {
    let counters = try PromptCounters(ModelTableTests.data)
    let counts = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<64 { group.addTask { count(counters, "qwen3:8b") } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == Array(repeating: exact, count: 64))
  }

  /// Puts another file in the place of the vocabulary, so that it cannot be opened any more; one that is open stays.
  private static func spoil(_ directory: TemporaryDirectory) throws {
    try PrivateFile(path: directory.file("vocabularies/qwen2.bpe")).replace(with: [])
  }

  /// Puts one of the program's files into a directory.
  private static func copy(_ name: String, into directory: TemporaryDirectory) throws {
    let bytes = try FileContents.read("\(ModelTableTests.data.path)/\(name)", limit: 16 << 20)
    try directory.write("", to: name)
    try PrivateFile(path: directory.file(name)).replace(with: bytes)
  }
}
