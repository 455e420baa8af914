import Conversations
import Testing
import Tokens
import Wire

@testable import ContextEngine

/// Which tools are left where the window is too small for all.
struct FewToolsTests {
  private func plan(_ body: [UInt8], window: Int) throws -> ContextState {
    var bench = Bench(window: window)
    bench.rule = .exact(.qwen2)
    var counter = try bench.counter()
    let planner = ContextPlanner(settings: bench.settings, toolTexts: try RepositoryFiles.toolTexts())
    return try planner.plan(
      bench.draft(bench.request(body)), after: nil, within: bench.budget, hints: ContextHints(),
      counting: &counter
    ).state
  }

  /// A request with tools that no table knows.
  private func body(tools: Int, arguments: Int, words: Int, rules: Int) -> [UInt8] {
    let prose = String(repeating: "The operation changes records that stand in the server. ", count: words)
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", "m")
    writer.field(
      "system",
      "You are a clerk.\n\n"
        + (0..<rules).map { "- Rule \($0): you must ask before you change a record.\n" }.joined())
    writer.key("tools")
    writer.beginArray()
    for tool in 0..<tools {
      writer.beginObject()
      writer.field("name", "mcp_\(tool)")
      writer.field("description", "Does operation \(tool). " + prose)
      writer.key("input_schema")
      writer.beginObject()
      writer.field("type", "object")
      writer.key("properties")
      writer.beginObject()
      for argument in 0..<arguments {
        writer.key("value_\(argument)")
        writer.beginObject()
        writer.field("type", "string")
        writer.field("description", "What it is about. " + prose)
        writer.endObject()
      }
      writer.endObject()
      writer.key("required")
      writer.raw(#"["value_0"]"#.utf8)
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    writer.key("messages")
    writer.raw(#"[{"role":"user","content":"Hello."}]"#.utf8)
    writer.endObject()
    return writer.bytes
  }

  @Test(arguments: [(14, 2, 0, 60, 4_096), (20, 12, 6, 150, 8_192), (60, 3, 2, 0, 8_192)])
  func `of tools that nobody knows as many stay as fit, in the client's order`(
    tools: Int, arguments: Int, words: Int, rules: Int, window: Int
  ) throws {
    let fixed = try plan(
      body(tools: tools, arguments: arguments, words: words, rules: rules), window: window
    ).fixed
    #expect(fixed.offered.count >= 5)
    #expect(fixed.offered == (0..<fixed.offered.count).map { "mcp_\($0)" })
    #expect(fixed.offered.count + fixed.droppedTools.count == tools)
    #expect(fixed.tokens <= window * 18 / 100)
    guard case .replace(let offers) = fixed.tools, case .replace(let system) = fixed.system else {
      throw Missing()
    }
    #expect(offers.allSatisfy { $0.definition?.description.hasPrefix("Does operation") == true })
    #expect(rules == 0 || system.contains("You are a clerk.") && system.contains("you must ask"))
    // One more would not have fitted, though the system prompt has hardly a share left.
    let each = (fixed.toolTokens - 222) / fixed.offered.count
    #expect(fixed.toolTokens + each * 5 / 4 > window * 18 / 100 * 7 / 8)
  }

  @Test func `four tools stay even above the quota, as long as a conversation has room`() throws {
    let large = body(tools: 12, arguments: 1, words: 0, rules: 40)
    let fixed = try plan(large, window: 2_048).fixed
    #expect(fixed.offered.count == 4)
    #expect(fixed.tokens > 2_048 * 18 / 100)
    guard case .replace(let offers) = fixed.tools, case .replace(let system) = fixed.system else {
      throw Missing()
    }
    #expect(offers.allSatisfy { $0.definition?.description.isEmpty == false })
    #expect(system.contains("You are a clerk."))
  }

  private struct Missing: Error {}

  /// The first request of the demonstration, with fewer words of the user's.
  private func codingAgent() throws -> [UInt8] {
    let session = try RepositoryFiles.json(RepositoryFiles.top + "/data/demo/session.json")
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", "m")
    writer.field("system", try #require(session["system"]))
    writer.field("tools", try #require(session["tools"]))
    writer.key("messages")
    writer.raw(#"[{"role":"user","content":"Hello."}]"#.utf8)
    writer.endObject()
    return writer.bytes
  }

  @Test func `a coding agent has its core at 8K from the first request on`() throws {
    let fixed = try plan(codingAgent(), window: 8_192).fixed
    let core = ["Read", "Edit", "Write", "Bash", "Grep", "Glob", "LS", "TodoWrite", "Task"]
    #expect(fixed.offered == core)
    #expect(fixed.tokens <= 8_192 * 18 / 100)
    guard case .replace(let system) = fixed.system else { throw Missing() }
    #expect(system.contains("You are a coding agent") && system.contains("Paths are absolute"))
  }

  @Test func `what must be left out of the core is what is needed least`() throws {
    let fixed = try plan(codingAgent(), window: 6_144).fixed
    #expect(Set(fixed.offered).isSuperset(of: ["Read", "Edit", "Write", "Bash", "Grep"]))
    #expect(fixed.offered.count < 9)
    #expect(fixed.tokens <= 6_144 * 18 / 100)
  }
}
