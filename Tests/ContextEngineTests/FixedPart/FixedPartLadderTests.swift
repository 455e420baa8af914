import Conversations
import Testing
import Tokens
import Wire

@testable import ContextEngine

struct FixedPartLadderTests {
  private static let sizes = [(20_000, 15), (20_000, 40), (40_000, 15), (40_000, 40)]

  private func fitted(
    _ agent: SyntheticAgent, used: [String] = [], after earlier: FixedPart? = nil, into room: Int,
    settings: ContextSettings = ContextSettings()
  ) throws -> FixedPart {
    var counter = try RepositoryFiles.counter()
    return FixedPartLadder(texts: try RepositoryFiles.toolTexts(), settings: settings)
      .fitted(
        system: agent.system, tools: agent.tools, used: used, after: earlier, into: room, orAtMost: room,
        counting: &counter)
  }

  /// What goes out, as an encoder would make it.
  private func conversation(_ part: FixedPart, of agent: SyntheticAgent) throws -> Conversation {
    var tools = agent.tools
    if case .replace(let offered) = part.tools {
      tools = try offered.map { offer in
        guard let definition = offer.definition else { return agent.tools.first { $0.name == offer.name }! }
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("name", offer.name)
        writer.field("description", definition.description)
        writer.key("input_schema")
        writer.raw(definition.schema)
        writer.endObject()
        return try SyntheticAgent.tool(String(decoding: writer.bytes, as: UTF8.self))
      }
    }
    var system = agent.system
    if case .replace(let text) = part.system { system = [.text(text)] }
    return Conversation(system: system, tools: tools, entries: [], settings: GenerationSettings())
  }

  @Test(arguments: sizes, [1_500, 3_000, 6_000])
  func `a first request of 20K or 40K tokens fits an 8K, 16K and 32K window with its tools usable`(
    size: (tokens: Int, tools: Int), room: Int
  ) throws {
    let agent = try SyntheticAgent(tokens: size.tokens, tools: size.tools, seed: 7)
    let part = try fitted(agent, into: room)
    var counter = try RepositoryFiles.counter()
    let whole = counter.count(
      Conversation(system: agent.system, tools: agent.tools, entries: [], settings: GenerationSettings()))
    #expect(whole.total > size.tokens * 3 / 4)
    let sent = counter.count(try conversation(part, of: agent))
    let marks = counter.template.fixed + counter.template.message
    #expect(sent.total - marks <= room)
    #expect(sent.total - marks == part.tokens)
    #expect(Set(part.offered).isSuperset(of: SyntheticAgent.vital))
    #expect(Set(part.offered + part.droppedTools) == Set(agent.tools.map(\.name)))
    guard case .replace(let system) = part.system else { throw Missing() }
    #expect(system.contains("You are a coding agent."))
    #expect(system.contains(SyntheticAgent.keyword))
    #expect(system.contains("Working directory: /home/user/project"))
    #expect(!system.contains("billing"))
  }

  private struct Missing: Error {}

  @Test(arguments: sizes, [1_500, 3_000, 6_000, 20_000])
  func `what is offered keeps its names, types, enumerations and required arguments`(
    size: (tokens: Int, tools: Int), room: Int
  ) throws {
    let agent = try SyntheticAgent(tokens: size.tokens, tools: size.tools, seed: 8)
    guard case .replace(let offered) = try fitted(agent, into: room).tools else { return }
    for offer in offered {
      let original = try #require(agent.tools.first { $0.name == offer.name }?.schema)
      let definition = try #require(offer.definition)
      let schema = try JSONDocument(parsing: definition.schema).root
      #expect(isPart(schema, of: original), "\(offer.name)")
      #expect(schema["required"]?.bytes == original["required"]?.bytes)
    }
  }

  /// Whether a schema says nothing that another one does not say, and leaves out no required member.
  private func isPart(_ schema: JSONValue, of original: JSONValue) -> Bool {
    for key in ["type", "enum", "required"] where original.member(key)?.bytes != schema.member(key)?.bytes {
      return false
    }
    let names = Set(schema["properties"]?.members.compactMap(\.key.string) ?? [])
    let required = original["required"]?.elements.compactMap(\.string) ?? []
    guard names.isSuperset(of: required) else { return false }
    for (name, member) in schema["properties"]?.members.map({ ($0.key, $0.value) }) ?? [] {
      guard let other = original["properties"]?.member(name.string ?? ""), isPart(member, of: other) else {
        return false
      }
    }
    guard let items = schema["items"] else { return original["items"] == nil }
    return original["items"].map { isPart(items, of: $0) } ?? false
  }

  @Test func `what fits goes out as it came`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 1)
    var counter = try RepositoryFiles.counter()
    let ladder = FixedPartLadder(texts: ToolTexts(), settings: ContextSettings())
    let part = ladder.fitted(
      system: Array(agent.system.dropFirst()), tools: agent.tools, used: [], after: nil, into: 100_000,
      orAtMost: 100_000, counting: &counter)
    #expect(part.rung == .asSent)
    #expect(part.system == .keep)
    #expect(part.tools == .keep)
    #expect(part.droppedTools.isEmpty)
  }

  @Test func `the line of attribution never goes out`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 1)
    guard case .replace(let system) = try fitted(agent, into: 100_000).system else { throw Missing() }
    #expect(system.hasPrefix("You are a coding agent."))
  }

  @Test func `nothing is shortened where the operator has said so`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 1)
    var settings = ContextSettings()
    settings.compactTools = false
    let part = try fitted(agent, into: 1_500, settings: settings)
    #expect(part.rung == .asSent)
    #expect(part.tokens > 1_500)
  }

  @Test(arguments: [300, 700, 1_500, 3_000, 6_000, 12_000])
  func `a tool that has been used is on offer whatever the room`(room: Int) throws {
    let agent = try SyntheticAgent(tokens: 40_000, tools: 40, seed: 2)
    let used = ["mcp__server_1__operation_5", "Glob", "no longer there"]
    let part = try fitted(agent, used: used, into: room)
    #expect(Set(part.offered).isSuperset(of: used.dropLast()))
    #expect(!part.offered.contains("no longer there"))
  }

  @Test func `a tool that is asked for is appended, and what stood before it stays`() throws {
    let agent = try SyntheticAgent(tokens: 40_000, tools: 40, seed: 3)
    let earlier = try fitted(agent, into: 3_000)
    let asked = try #require(earlier.droppedTools.first)
    let part = try fitted(agent, used: [asked], after: earlier, into: 3_000)
    #expect(part.rung == earlier.rung)
    #expect(part.offered == earlier.offered + [asked])
    guard case .replace(let before) = earlier.tools, case .replace(let after) = part.tools else {
      throw Missing()
    }
    #expect(Array(after.dropLast()) == before)
    #expect(part.tokens <= 3_000)
  }

  @Test func `the same request goes out the same, after itself too`() throws {
    let agent = try SyntheticAgent(tokens: 40_000, tools: 40, seed: 4)
    let part = try fitted(agent, into: 1_500)
    #expect(try fitted(agent, into: 1_500) == part)
    #expect(try fitted(agent, after: part, into: 1_500) == part)
    #expect(try fitted(agent, after: part, into: 100_000).offered == part.offered)
  }

  @Test func `a tool that the client has taken away is no longer on offer`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 5)
    let earlier = try fitted(agent, into: 3_000)
    var counter = try RepositoryFiles.counter()
    let part = FixedPartLadder(texts: ToolTexts(), settings: ContextSettings())
      .fitted(
        system: agent.system, tools: agent.tools.filter { $0.name != "Grep" }, used: ["Grep"], after: earlier,
        into: 3_000, orAtMost: 3_000, counting: &counter)
    #expect(part.offered == earlier.offered.filter { $0 != "Grep" })
  }

  @Test func `a tool that waits to be found is offered only once it has been`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 6)
    let waiting = try SyntheticAgent.tool(
      #"{"name":"Find","defer_loading":true,"input_schema":{"type":"object"}}"#)
    var counter = try RepositoryFiles.counter()
    let ladder = FixedPartLadder(texts: ToolTexts(), settings: ContextSettings())
    for (used, isOffered) in [([], false), (["Find"], true)] {
      for room in [1_500, 100_000] {
        let part = ladder.fitted(
          system: [], tools: agent.tools + [waiting], used: used, after: nil, into: room,
          orAtMost: room, counting: &counter)
        #expect(part.offered.contains("Find") == isOffered)
        #expect(!part.droppedTools.contains("Find"))
      }
    }
  }

  @Test func `where even the names are too many the least is given, and it says its size`() throws {
    let agent = try SyntheticAgent(tokens: 20_000, tools: 15, seed: 6)
    let part = try fitted(agent, into: 50)
    #expect(part.rung == .names)
    #expect(part.tokens > 50)
    #expect(part.offered.count == 4)
  }

  @Test func `a tool nobody has described keeps its first sentence and what binds`() throws {
    var counter = try RepositoryFiles.counter()
    let text = """
      Sends a letter. It is a long story how letters came to be.
      - The address must be complete.

      ```
      You must not read this.
      ```
      """
    let brief = BriefText.description(text, toTokens: 60, counting: &counter)
    #expect(brief == "Sends a letter. The address must be complete.")
    #expect(BriefText.description(text, toTokens: 6, counting: &counter) == "Sends a letter.")
    let cut = BriefText.opening(of: String(repeating: "word ", count: 200), toTokens: 12, counting: &counter)
    #expect(cut.hasSuffix("…"))
    #expect(counter.count(cut) <= 12)
  }
}
