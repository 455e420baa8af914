import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("encoding for Responses and Gemini")
struct ItemEncodingTests {
  private static let seeds = (0..<60).map { _ in UInt64.random(in: 0 ... .max) }
  private static let tools = #"[{"name":"tool_1","input_schema":{"type":"object"}}]"#
  private let client = AnthropicMessages()

  private func encoded(_ document: JSONDocument, by dialect: any BackendDialect) throws -> EncodedRequest {
    let target = Target(
      backend: "b", model: "m", dialect: dialect.name, isLocal: false, window: nil, traits: .full)
    return try dialect.encode(
      client.read(document, fields: HTTPFields()), for: target, plan: .untouched,
      conversation: client.conversation(of:following:))
  }

  private func history(_ document: JSONDocument, _ dialect: any BackendDialect, _ key: StaticString) throws
    -> [JSONValue]
  {
    let body = try encoded(document, by: dialect).body
    return try Array(#require(JSONDocument(parsing: body).root[key]).elements)
  }

  // MARK: Prefixes

  @Test("a conversation that has gone on begins with the items of what it was", arguments: seeds)
  func itemPrefix(_ seed: UInt64) throws { try checkPrefix(seed, OpenAIResponses(), "input") }

  @Test("a conversation that has gone on begins with the contents of what it was", arguments: seeds)
  func contentPrefix(_ seed: UInt64) throws { try checkPrefix(seed, GeminiGenerate(), "contents") }

  private func checkPrefix(_ seed: UInt64, _ dialect: any BackendDialect, _ key: StaticString) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: false)
    var earlier: [JSONValue] = []
    for end in conversation.turnEnds {
      let request = try conversation.request(messages: end, tools: Self.tools)
      let items = try history(request, dialect, key)
      #expect(try history(request, dialect, key).map(\.bytes) == items.map(\.bytes), "seed \(seed)")
      #expect(items.count >= earlier.count, "seed \(seed)")
      #expect(items.prefix(max(earlier.count - 1, 0)).map(\.bytes) == earlier.dropLast().map(\.bytes))
      if let last = earlier.last {
        #expect(items[earlier.count - 1].isGrown(from: last), "seed \(seed)")
      }
      earlier = items
    }
  }

  // MARK: Rules

  @Test("every call has one output, in the order of the calls", arguments: seeds)
  func validItems(_ seed: UInt64) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: false)
    let document = try conversation.request(messages: conversation.messages.count)
    var open: [String] = []
    var seen: Set<String> = []
    for item in try history(document, OpenAIResponses(), "input") {
      let id = item["call_id"]?.string ?? ""
      switch item["type"]?.string {
      case "function_call":
        #expect(seen.insert(id).inserted && id.utf8.count <= 64, "seed \(seed)")
        open.append(id)
      case "function_call_output":
        #expect(open.first == id, "seed \(seed)")
        open = Array(open.dropFirst())
      case "reasoning": #expect(item["encrypted_content"]?.string == "s" && item["id"] == nil)
      default: #expect(open.isEmpty || item["role"]?.string == "assistant", "seed \(seed)")
      }
    }
    #expect(open.isEmpty, "seed \(seed)")
  }

  @Test("calls are answered by the next content alone, and their first is signed", arguments: seeds)
  func validContents(_ seed: UInt64) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: false)
    let document = try conversation.request(messages: conversation.messages.count)
    let contents = try history(document, GeminiGenerate(), "contents")
    #expect(contents.first?["role"]?.string == "user" && contents.last?["role"]?.string == "user")
    var open: [String] = []
    for content in contents {
      let parts = try Array(#require(content["parts"]).elements)
      #expect(!parts.isEmpty, "seed \(seed)")
      let results = parts.compactMap { $0["functionResponse"]?["id"]?.string }
      #expect(results == open, "seed \(seed)")
      if !results.isEmpty { #expect(results.count == parts.count) }
      let calls = parts.filter { $0["functionCall"] != nil }
      open = calls.compactMap { $0["functionCall"]?["id"]?.string }
      if let first = calls.first { #expect(first["thoughtSignature"]?.string?.isEmpty == false) }
    }
    #expect(open.isEmpty, "seed \(seed)")
  }

  // MARK: There and back

  @Test("what goes out as items reads as it was said", arguments: seeds)
  func roundTrip(_ seed: UInt64) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: true)
    let document = try conversation.request(messages: conversation.messages.count, tools: Self.tools)
    let original = try client.conversation(of: client.read(document, fields: HTTPFields()))
    let sent = try encoded(document, by: OpenAIResponses())
    let reader = OpenAIResponses()
    let read = try reader.conversation(
      of: reader.read(JSONDocument(parsing: sent.body), fields: HTTPFields()))
    #expect(
      Said(read, named: sent.expectations.toolNames) == Said(original, named: ToolNames()), "seed \(seed)")
    #expect(read.tools.map(\.name) == original.tools.map(\.name))
  }
}

extension JSONValue {
  /// Whether this is the other item or content, perhaps with more at its end.
  fileprivate func isGrown(from other: JSONValue) -> Bool {
    if bytes == other.bytes { return true }
    return self["role"]?.string == other["role"]?.string && flatText.hasPrefix(other.flatText)
  }

  private var flatText: String {
    guard let list = self["content"] ?? self["parts"], list.kind == .array else {
      return self["content"]?.string ?? ""
    }
    return list.elements.map {
      $0["text"]?.string ?? $0["image_url"]?.string ?? $0["inlineData"]?["data"]?.string ?? ""
    }.joined()
  }
}

/// What a conversation says, as far as it must survive a translation there and back.
private struct Said: Equatable {
  var texts: [String] = []
  var calls: [String] = []
  var results: [String] = []

  init(_ conversation: Conversation, named names: ToolNames) {
    for part in conversation.entries.flatMap(\.parts) {
      switch part {
      // Neighbouring texts are joined with blank lines, which none of the random ones holds.
      case .text(let text): texts += text.parts(separatedBy: "\n\n").map(String.init)
      case .toolCall(let call):
        calls.append("\(names.clientName(of: call.name)) \(String(decoding: call.input, as: UTF8.self))")
      case .toolResult(let result): results.append(Self.words(result))
      default: break
      }
    }
  }

  /// A failure is marked in the text, and nothing is said in words.
  private static func words(_ result: ToolResult) -> String {
    let words = result.parts.map { part in
      switch part {
      case .text(let text): text
      case .image(let media): media.whereabouts
      default: ""
      }
    }
    let text = words.isEmpty ? "(no output)" : words.joined(separator: "\n\n")
    return result.isError ? "[tool error] \(text)" : text
  }
}
