import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

/// What other dialects' clients say, said to Anthropic. The conversations are read from Anthropic's dialect, because that
/// has words for everything that others can say.
@Suite("encoding for Anthropic")
struct AnthropicEncodingTests {
  /// A backend, and what its model can be sent.
  struct Listener: Sendable {
    let quirks: AnthropicQuirks
    let traits: ModelTraits
  }

  private static let listeners: [Listener] = [
    Listener(quirks: .anthropic, traits: .full), Listener(quirks: .compatible, traits: .textOnly),
    Listener(quirks: inPlace, traits: .full),
  ]

  private static let inPlace: AnthropicQuirks = {
    var quirks = AnthropicQuirks.anthropic
    quirks.acceptsSystemMessages = true
    quirks.acceptsPrefill = true
    return quirks
  }()

  private static let seeds = (0..<60).map { _ in UInt64.random(in: 0 ... .max) }
  private let client = AnthropicMessages()

  private func conversation(_ document: JSONDocument) throws -> Conversation {
    try client.conversation(of: client.read(document, fields: HTTPFields()))
  }

  private func encoded(_ conversation: Conversation, for listener: Listener) throws -> JSONValue {
    let target = Target(
      backend: "b", model: "m", dialect: .anthropicMessages, isLocal: false, window: nil,
      traits: listener.traits)
    let encoded = AnthropicMessages(quirks: listener.quirks).encode(
      conversation, for: target, isStreamed: false)
    return try JSONDocument(parsing: encoded.body).root
  }

  private func messages(_ conversation: Conversation, for listener: Listener) throws -> [JSONValue] {
    Array(try #require(encoded(conversation, for: listener)["messages"]).elements)
  }

  // MARK: The prefix

  @Test("a conversation that has gone on begins with the bytes of what it was", arguments: seeds, listeners)
  func prefix(_ seed: UInt64, _ listener: Listener) throws {
    let random = RandomConversation(seed: seed, isWellFormed: false)
    var earlier: [String] = []
    for end in random.turnEnds {
      let conversation = try conversation(random.request(messages: end))
      let blocks = try flat(messages(conversation, for: listener))
      #expect(try flat(messages(conversation, for: listener)) == blocks)
      #expect(Array(blocks.prefix(earlier.count)) == earlier, "seed \(seed)")
      earlier = blocks
    }
  }

  /// Roles and blocks one behind the other, without the marks for the cache.
  private func flat(_ messages: [JSONValue]) -> [String] {
    messages.flatMap { message in
      [message["role"]?.string ?? ""]
        + (message["content"]?.elements.map { block in
          String(decoding: Array(block.bytes), as: UTF8.self)
            .replacing(#","cache_control":{"type":"ephemeral"}"#, with: "")
        } ?? [])
    }
  }

  // MARK: The rules

  @Test(
    "whatever is deleted, no call is without its result, no block empty, and the user speaks first and last",
    arguments: seeds, listeners)
  func rules(_ seed: UInt64, _ listener: Listener) throws {
    let history = RandomConversation(seed: seed, isWellFormed: false)
    var random = SeededGenerator(seed: seed)
    var conversation = try conversation(history.request(messages: history.messages.count))
    conversation.entries.removeAll { _ in Int.random(in: 0..<4, using: &random) == 0 }
    var calls: [String] = []
    var seen: Set<String> = []
    var last = ""
    let messages = try messages(conversation, for: listener)
    for message in messages {
      let role = try #require(message["role"]?.string)
      let blocks = try Array(#require(message["content"]).elements)
      #expect(role != last && !blocks.isEmpty, "seed \(seed)")
      #expect(role != "system" || last == "user", "seed \(seed)")
      let results = blocks.prefix { $0["type"]?.string == "tool_result" }
      #expect(results.compactMap { $0["tool_use_id"]?.string } == calls, "seed \(seed)")
      #expect(
        !blocks.dropFirst(results.count).contains { $0["type"]?.string == "tool_result" }, "seed \(seed)")
      calls = blocks.filter { $0["type"]?.string == "tool_use" }.compactMap { $0["id"]?.string }
      for id in calls {
        #expect(seen.insert(id).inserted && id.utf8.allSatisfy(ASCII.isWord), "seed \(seed)")
      }
      for block in blocks { #expect(block["text"]?.string?.isEmpty != true) }
      #expect(blocks.last?["type"]?.string != "thinking", "seed \(seed)")
      last = role
    }
    #expect(messages.first?["role"]?.string == "user")
    #expect(calls.isEmpty && (last != "assistant" || listener.quirks.acceptsPrefill), "seed \(seed)")
  }

  // MARK: The way back

  @Test("what is said comes back as it was", arguments: seeds)
  func roundTrip(_ seed: UInt64) throws {
    let random = RandomConversation(seed: seed, isWellFormed: true)
    let tools = #"[{"name":"tool_1","description":"d","input_schema":{"type":"object","properties":{}}}]"#
    let original = try conversation(random.request(messages: random.messages.count, tools: tools))
    let body = try encoded(original, for: Self.listeners[2])
    let again = try conversation(JSONDocument(parsing: Array(body.bytes)))
    #expect(said(again) == said(original), "seed \(seed)")
    #expect(again.tools.map(\.name) == ["tool_1"] && again.tools[0].description == "d")
  }

  /// What a conversation says, in order; results as far as they answer, because they are sorted by their calls.
  private func said(_ conversation: Conversation) -> [String] {
    var said: [String] = []
    var ids: [String] = []
    for entry in conversation.entries {
      for part in entry.parts {
        switch part {
        case .text(let text): said.append("\(entry.role): \(text)")
        case .thinking(let text, let signature): said.append("thinking \(text) \(signature ?? "")")
        case .toolCall(let call):
          ids.append(call.id)
          let isRenamed = !call.name.utf8.allSatisfy(ASCII.isWord) || call.name.hasPrefix("mcp")
          said.append("call \(isRenamed ? "" : call.name) \(String(decoding: call.input, as: UTF8.self))")
        case .toolResult(let result):
          let images = result.parts.filter { if case .image = $0 { true } else { false } }.count
          said.append("result \(ids.firstIndex(of: result.callID) ?? -1) \(result.isError) \(images)")
        default: said.append("\(part)")
        }
      }
    }
    return said
  }

  // MARK: Settings

  private func body(
    _ members: String, quirks: AnthropicQuirks = .anthropic, window: Int? = nil, content: String = #""hi""#
  ) throws -> JSONValue {
    let document = try JSONText.document(
      #"{"model":"m","messages":[{"role":"user","content":\#(content)}]\#(members)}"#)
    let target = Target(
      backend: "b", model: "m", dialect: .anthropicMessages, isLocal: false,
      window: window.map { ContextWindow(tokens: $0, source: .configured) }, traits: .full)
    let encoded = try AnthropicMessages(quirks: quirks).encode(
      conversation(document), for: target, isStreamed: true, promptTokens: 1_000)
    return try JSONDocument(parsing: encoded.body).root
  }

  private func text(_ value: JSONValue?) -> String {
    value.map { String(decoding: Array($0.bytes), as: UTF8.self) } ?? ""
  }

  @Test(
    "the answer has a limit, the client's or the model's, and none that the window has no room for",
    arguments: [
      ("", 32_000, nil, 32_000), (#","max_tokens":9"#, 32_000, nil, 9),
      (#","max_tokens":128000"#, 64_000, nil, 64_000),
      (#","max_tokens":128000"#, nil, nil, 128_000), ("", nil, 9_000, 7_969),
      (#","max_tokens":5"#, nil, 900, 5),
    ] as [(String, Int?, Int?, Int)])
  func limit(_ asked: String, _ most: Int?, _ window: Int?, _ limit: Int) throws {
    var quirks = AnthropicQuirks.anthropic
    quirks.mostOutputTokens = most
    #expect(try body(asked, quirks: quirks, window: window)["max_tokens"]?.int == limit)
  }

  @Test(
    "how much to think is said as the model takes it",
    arguments: [
      (.ignored, #","thinking":{"type":"enabled","budget_tokens":5000}"#, "", ""),
      (
        .budget, #","thinking":{"type":"enabled","budget_tokens":5000}"#,
        #"{"type":"enabled","budget_tokens":5000}"#, ""
      ),
      (
        .budget, #","thinking":{"type":"enabled","budget_tokens":50000}"#,
        #"{"type":"enabled","budget_tokens":31999}"#, ""
      ),
      (.budget, #","thinking":{"type":"disabled"}"#, #"{"type":"disabled"}"#, ""),
      (.budget, #","thinking":{"type":"adaptive"},"max_tokens":1024"#, #"{"type":"disabled"}"#, ""),
      (.budget, #","output_config":{"effort":"low"}"#, #"{"type":"enabled","budget_tokens":2048}"#, ""),
      (.budget, "", "", ""),
      (.adaptive, #","thinking":{"type":"enabled","budget_tokens":5000}"#, #"{"type":"adaptive"}"#, "medium"),
      (.adaptive, #","output_config":{"effort":"max"}"#, #"{"type":"adaptive"}"#, "high"),
      (.adaptive, #","output_config":{"effort":"minimal"}"#, #"{"type":"adaptive"}"#, "low"),
      (.adaptive, #","output_config":{"effort":"none"}"#, #"{"type":"disabled"}"#, ""),
      (.adaptive, "", "", ""),
      (.always, #","thinking":{"type":"disabled"}"#, "", "low"),
    ] as [(AnthropicQuirks.ThinkingControl, String, String, String)])
  func thinking(
    _ control: AnthropicQuirks.ThinkingControl, _ asked: String, _ thinking: String, _ effort: String
  ) throws {
    var quirks = AnthropicQuirks.anthropic
    quirks.thinking = control
    quirks.efforts = ["low", "medium", "high"]
    let body = try body(asked, quirks: quirks)
    #expect(text(body["thinking"]) == thinking)
    #expect(body["output_config"]?["effort"]?.string ?? "" == effort)
  }

  @Test("a model that is told a budget does not go on thinking where the reasoning is lost")
  func lostReasoning() throws {
    let listener = Listener(quirks: .compatible, traits: .full)
    for (signature, type) in [("sig", "enabled"), ("ctxgw:unsigned", "disabled")] {
      let document = try JSONText.document(
        #"""
        {"model":"m","max_tokens":9000,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"hi"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"\#(signature)"},{"type":"tool_use","id":"t","name":"read","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x"}]}]}
        """#)
      #expect(try encoded(conversation(document), for: listener)["thinking"]?["type"]?.string == type)
    }
  }

  private static let tools =
    #","tools":[{"name":"a.b","input_schema":{"type":"object","properties":{}}},{"name":"c"}]"#

  @Test("a tool is forced where that is taken, and asked for in words elsewhere")
  func toolChoice() throws {
    let any = Self.tools + #","tool_choice":{"type":"any","disable_parallel_tool_use":true}"#
    let forced = try body(any, quirks: .compatible)
    #expect(text(forced["tool_choice"]) == #"{"type":"any","disable_parallel_tool_use":true}"#)
    #expect(!text(forced["messages"]).contains("[Answer"))
    let asked = try body(any)
    #expect(text(asked["tool_choice"]) == #"{"type":"auto","disable_parallel_tool_use":true}"#)
    #expect(text(asked["messages"]).contains("[Answer this with a call of one of your tools.]"))
    let one = Self.tools + #","tool_choice":{"type":"tool","name":"a.b"}"#
    let name = try #require(try body(one)["tools"]?.elements.first { _ in true }?["name"]?.string)
    #expect(text(try body(one)["messages"]).contains("a call of the tool \(name)."))
    #expect(try body(one, quirks: .compatible)["tool_choice"]?["name"]?.string == name)
    #expect(try body(Self.tools)["tool_choice"] == nil)
    #expect(try body(#","tool_choice":{"type":"any"}"#)["tool_choice"] == nil)
  }

  @Test("sampling is said only to models that take it, and not to one that is to think")
  func sampling() throws {
    let hot = #","temperature":1.5,"top_p":0.9,"top_k":5,"stop_sequences":["x"," "]"#
    #expect(try body(hot)["temperature"] == nil)
    let told = try body(hot, quirks: .compatible)
    #expect(told["temperature"]?.int == 1 && told["top_p"] == nil && told["top_k"]?.int == 5)
    #expect(text(told["stop_sequences"]) == #"["x"]"#)
    let thinks = try body(hot + #","thinking":{"type":"adaptive"}"#, quirks: .compatible)
    #expect(thinks["temperature"] == nil && thinks["top_k"] == nil)
  }

  @Test("an answer's schema is said in its field, or in words")
  func schema() throws {
    let asked = #","output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#
    let format = try body(asked)["output_config"]?["format"]
    #expect(text(format) == #"{"type":"json_schema","schema":{"type":"object"}}"#)
    let words = try body(asked, quirks: .compatible)
    #expect(words["output_config"] == nil)
    #expect(text(words["messages"]).contains("by this schema"))
  }

  @Test("the cache is told to remember tools, system prompt and messages")
  func cacheMarks() throws {
    let members = Self.tools + #","system":["#
    let body = try body(members + #"{"type":"text","text":"a"},{"type":"text","text":"b"}]"#)
    let marked = [body["tools"], body["system"], body["messages"]?.elements.first { _ in true }?["content"]]
    for list in marked {
      let marks = try #require(list).elements.map { $0["cache_control"] != nil }
      #expect(marks.last == true && marks.dropLast().allSatisfy { !$0 })
    }
    var quirks = AnthropicQuirks.anthropic
    quirks.takesCacheMarks = false
    #expect(!text(try self.body(members + "]", quirks: quirks)).contains("cache_control"))
  }

  @Test("pictures and documents go to models that take them, and are named to others")
  func media() throws {
    let content = #"""
      [{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR"}},
      {"type":"image","source":{"type":"url","url":"https://h/a.png"}},
      {"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"AAAA"}},
      {"type":"image","source":{"type":"file","file_id":"f1"}},
      {"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"body"}},
      {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0"}}]
      """#
    let seen = try #require(
      try body("", content: content)["messages"]?.elements.first { _ in true }?["content"])
    #expect(
      seen.elements.map { $0["type"]?.string ?? "" } == [
        "image", "image", "text", "text", "document", "document",
      ])
    #expect(
      seen.elements.map { $0["source"]?["type"]?.string ?? "" } == [
        "base64", "url", "", "", "text", "base64",
      ])
    let plain = try #require(
      try body("", quirks: .compatible, content: content)["messages"]?.elements.first { _ in true }?[
        "content"])
    #expect(
      plain.elements.map { $0["type"]?.string ?? "" } == ["image", "text", "text", "text", "text", "text"])
    #expect(text(plain).contains("[document: T]\\nbody") && text(plain).contains("document, application/pdf"))
  }

  // MARK: Imitators

  @Test("of a request of Anthropic's own goes out what the backend takes, the rest byte for byte")
  func refusals() throws {
    let body = #"""
      {"model":"m", "system":[{"type":"text","text":"x-anthropic-billing-header: a"},{"type":"text", "text":"be good"}],
      "tools":[{"type":"custom", "name":"a","input_schema":{}},{"type":"web_search_20250305","name":"web_search"}], "messages":[{"role":"user","content":"hi"}]}
      """#
    let told = #"""
      {"model":"m", "system":[{"type":"text", "text":"be good"}],
      "tools":[{"name":"a","input_schema":{}}], "messages":[{"role":"user","content":"hi"}]}
      """#
    let request = try client.read(JSONText.document(body), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "m", dialect: .anthropicMessages, isLocal: false, window: nil, traits: .full)
    let encoded = try AnthropicMessages(quirks: .compatible).encode(
      request, for: target, plan: .untouched, conversation: client.conversation(of:following:))
    #expect(String(decoding: encoded.body, as: UTF8.self) == told)
    #expect(encoded.notes == ["tool web_search_20250305 left out: this backend does not know it"])
    let same = try client.encode(
      request, for: target, plan: .untouched, conversation: client.conversation(of:following:))
    #expect(String(decoding: same.body, as: UTF8.self) == body)
  }

  @Test("where no tool is left there is no choice of one")
  func noToolLeft() throws {
    let body =
      #"{"model":"m","tools":[{"type":"bash_20250124","name":"bash"}],"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"hi"}]}"#
    let request = try client.read(JSONText.document(body), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "m", dialect: .anthropicMessages, isLocal: false, window: nil, traits: .full)
    let encoded = try AnthropicMessages(quirks: .compatible).encode(
      request, for: target, plan: .untouched, conversation: client.conversation(of:following:))
    #expect(
      String(decoding: encoded.body, as: UTF8.self)
        == #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#)
  }
}
