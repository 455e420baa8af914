import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("encoding for chat completions and Ollama")
struct ChatEncodingTests {
  /// A backend, and what its model can be sent.
  struct Listener: Sendable {
    let dialect: any BackendDialect
    let traits: ModelTraits

    static func all(_ dialect: any BackendDialect) -> [Listener] {
      [.textOnly, .full, ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false)].map {
        Listener(dialect: dialect, traits: $0)
      }
    }
  }

  private static let seeds = (0..<60).map { _ in UInt64.random(in: 0 ... .max) }
  private static let dialects: [any BackendDialect] = [OpenAIChat(), OllamaChat()]
  private static let listeners = dialects.flatMap(Listener.all)

  private func encode(_ document: JSONDocument, _ listener: Listener) throws -> [JSONValue] {
    let client = AnthropicMessages()
    let target = Target(
      backend: "b", model: "m", dialect: listener.dialect.name, isLocal: true, window: nil,
      traits: listener.traits)
    let request = try client.read(document, fields: HTTPFields())
    let encoded = try listener.dialect.encode(
      request, for: target, plan: .untouched, conversation: client.conversation(of:following:))
    let messages = try #require(JSONDocument(parsing: encoded.body).root["messages"])
    return Array(messages.elements)
  }

  private static let webSearch = #"[{"type":"web_search_20250305","name":"web_search"}]"#

  @Test("a conversation that has gone on begins with the bytes of what it was", arguments: seeds, listeners)
  func prefix(_ seed: UInt64, _ listener: Listener) throws {
    try checkPrefix(RandomConversation(seed: seed, isWellFormed: false), listener, tools: "[]")
  }

  @Test("so does one whose tools the model cannot be offered", arguments: seeds, listeners)
  func prefixWithoutTools(_ seed: UInt64, _ listener: Listener) throws {
    try checkPrefix(RandomConversation(seed: seed, isWellFormed: false), listener, tools: Self.webSearch)
  }

  private func checkPrefix(_ conversation: RandomConversation, _ listener: Listener, tools: String) throws {
    var earlier: [JSONValue] = []
    for end in conversation.turnEnds {
      let request = try conversation.request(messages: end, tools: tools)
      let messages = try encode(request, listener)
      #expect(try encode(request, listener).map(\.bytes) == messages.map(\.bytes))
      #expect(messages.count >= earlier.count)
      #expect(messages.prefix(max(earlier.count - 1, 0)).map(\.bytes) == earlier.dropLast().map(\.bytes))
      if let last = earlier.last {
        #expect(messages[earlier.count - 1].isGrown(from: last), "seed \(conversation.seed)")
      }
      earlier = messages
    }
  }

  @Test(
    "no call without its result, no result without its call, roles alternate", arguments: seeds, listeners)
  func valid(_ seed: UInt64, _ listener: Listener) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: false)
    let messages = try encode(conversation.request(messages: conversation.messages.count), listener)
    var open: [String] = []
    var seen: Set<String> = []
    var last = ""
    for message in messages {
      let role = try #require(message["role"]?.string)
      if role == "tool" {
        let id = try #require(message["tool_call_id"]?.string)
        #expect(open.first == id, "results come in the order of the calls, seed \(seed)")
        open = Array(open.dropFirst())
        #expect(message["content"]?.string?.isEmpty == false)
      } else {
        #expect(open.isEmpty, "seed \(seed)")
        #expect(role != last, "seed \(seed)")
        open = message["tool_calls"]?.elements.compactMap { $0["id"]?.string } ?? []
        for id in open { #expect(seen.insert(id).inserted && id.utf8.count <= 40, "seed \(seed)") }
      }
      last = role
    }
    #expect(open.isEmpty)
  }

  @Test("texts, ids, names, arguments and order survive", arguments: seeds, [0, 1])
  func roundTrip(_ seed: UInt64, _ dialect: Int) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: true)
    let document = try conversation.request(messages: conversation.messages.count)
    let client = AnthropicMessages()
    let request = try client.read(document, fields: HTTPFields())
    let original = try client.conversation(of: request)
    let listener = Listener(dialect: Self.dialects[dialect], traits: .full)
    let messages = try encode(document, listener)
    #expect(ReadBack(messages) == ReadBack(original), "seed \(seed)")
  }

  @Test("what Ollama is told reads as what was said", arguments: seeds)
  func readBack(_ seed: UInt64) throws {
    let conversation = RandomConversation(seed: seed, isWellFormed: true)
    let document = try conversation.request(messages: conversation.messages.count)
    let client = AnthropicMessages()
    let original = try client.conversation(of: client.read(document, fields: HTTPFields()))
    let messages = try encode(document, Listener(dialect: OllamaChat(), traits: .full))
    let list = messages.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: ",")
    let reader = OllamaChat()
    let told = try reader.read(
      JSONText.document(#"{"model":"m","messages":[\#(list)]}"#), fields: HTTPFields())
    let again = try encode(told, as: OllamaChat(), by: reader)
    #expect(ReadBack(try reader.conversation(of: told)) == ReadBack(original), "seed \(seed)")
    #expect(again.map(\.bytes) == messages.map(\.bytes), "seed \(seed)")
  }

  /// A request as another listener is told it, which is the translation of a conversation.
  private func encode(
    _ request: ChatRequest, as dialect: OllamaChat, by client: OllamaChat
  ) throws -> [JSONValue] {
    let target = Target(
      backend: "b", model: "m", dialect: dialect.name, isLocal: true, window: nil, traits: .full)
    let rendering = OllamaRendering(of: try client.conversation(of: request), for: target)
    return Array(try JSONDocument(parsing: rendering.messages).root.elements)
  }

  @Test("names stay different and can be found again")
  func names() {
    var names = ToolNames()
    let originals = [
      "read", "a.b", "a/b", "a_b", "", "é", String(repeating: "x", count: 65),
      String(repeating: "x", count: 64),
      String(repeating: "x", count: 66),
    ]
    let told = originals.map { names.backendName(of: $0) }
    #expect(Set(told).count == originals.count)
    for (name, original) in zip(told, originals) {
      #expect((1...64).contains(name.utf8.count))
      #expect(
        name.utf8.allSatisfy {
          Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber || $0 == 0x5f
            || $0 == 0x2d
        })
      #expect(names.clientName(of: name) == original)
      #expect(names.backendName(of: original) == name)
    }
    #expect(names.clientName(of: "unheard") == "unheard")
  }
}

extension JSONValue {
  /// Whether this is the other message, perhaps with more at its end.
  fileprivate func isGrown(from other: JSONValue) -> Bool {
    self["role"]?.string == other["role"]?.string && flatText.hasPrefix(other.flatText)
      && pictures.starts(with: other.pictures)
  }

  /// The pictures beside the text.
  private var pictures: [String?] { self["images"].map { $0.elements.map(\.string) } ?? [] }

  private var flatText: String {
    guard let content = self["content"], content.kind == .array else { return self["content"]?.string ?? "" }
    return content.elements.map { $0["text"]?.string ?? $0["image_url"]?["url"]?.string ?? "" }.joined()
  }
}

/// What a conversation says, as far as it must survive a translation.
private struct ReadBack: Equatable {
  var texts: [String] = []
  var calls: [String] = []
  var results: [String] = []

  /// What the backend was told.
  init(_ messages: [JSONValue]) {
    var ids: [String] = []
    for message in messages {
      if message["role"]?.isString("tool") == true {
        results.append("\(ids.firstIndex(of: message["tool_call_id"]?.string ?? "") ?? -1)")
        continue
      }
      texts += Self.words(message["content"]?.string)
      texts += message["content"]?.elements.flatMap { Self.words($0["text"]?.string) } ?? []
      for call in message["tool_calls"].map({ Array($0.elements) }) ?? [] {
        ids.append(call["id"]?.string ?? "")
        let arguments = call["function"]?["arguments"]
        calls.append(arguments?.string ?? String(decoding: arguments?.bytes ?? [], as: UTF8.self))
      }
    }
  }

  /// What the client said.
  init(_ conversation: Conversation) {
    var ids: [String] = []
    for entry in conversation.entries {
      var answers: [Int] = []
      for part in entry.parts {
        switch part {
        case .text(let text): texts += Self.words(text)
        case .toolCall(let call):
          ids.append(call.id)
          calls.append(String(decoding: call.input, as: UTF8.self))
        case .toolResult(let result): answers.append(ids.firstIndex(of: result.callID) ?? -1)
        default: break
        }
      }
      results += answers.sorted().map { "\($0)" }
    }
  }

  /// Texts are joined with blank lines; none of the random ones holds one.
  private static func words(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    return text.parts(separatedBy: "\n\n").map(String.init)
  }
}
