import Conversations
import Dialects
import Testing
import Tokens
import Wire

@testable import ContextEngine

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Sessions that agents really had, each request of them, where they lie: `CTXGW_TRAJECTORIES`, else beside the checkout.
@Suite("planning recorded sessions")
struct RecordedSessionTests {
  private static let directory =
    getenv("CTXGW_TRAJECTORIES").map { String(cString: $0) }
    ?? String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/../../../../shared/data/trajectories"
  private static let isThere = access(directory, R_OK) == 0

  @Test(
    .enabled(if: isThere, "no recorded sessions: CTXGW_TRAJECTORIES names their directory"),
    arguments: ["cc-go-feature-long", "pi-ts-refactor"])
  func `every request fits 8K, is valid, and begins with the one before outside epochs`(name: String) throws {
    let bytes = try #require(Self.read("\(Self.directory)/\(name).json"))
    let root = try JSONDocument(parsing: bytes).root
    let messages = try #require(root["messages"]).elements.map { Array($0.bytes) }
    var bench = Bench(window: 8_192)
    bench.rule = .exact(.cl100k)
    var exact = PromptCounter(
      try TestVocabulary.counter(.exact(.o200k)), template: .unknown, images: .unknown)
    var earlier: Prompt?
    for count in stride(from: 1, through: messages.count, by: 2) {
      let turn = try bench.plan(Self.body(root, Array(messages[..<count])))
      let chat = try turn.chat
      #expect(
        chat.complaints.isEmpty && chat.tokens(by: &exact) <= bench.budget.limit + bench.budget.margin)
      if let earlier, turn.report.epoch == nil { #expect(chat.goesOn(from: earlier)) }
      earlier = chat
    }
    #expect(try #require(bench.state).epochs > 5)
  }

  private static func body(_ root: JSONValue, _ messages: [[UInt8]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in root.members where key.string != "messages" { writer.field(key.string ?? "", value) }
    writer.key("messages")
    writer.beginArray()
    for message in messages { writer.raw(message) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes.append(contentsOf: block[..<count])
    }
    return bytes
  }
}
