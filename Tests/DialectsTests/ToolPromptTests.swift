import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("tools in words")
struct ToolPromptTests {
  private static let seeds = (0..<60).map { _ in UInt64.random(in: 0 ... .max) }
  private static let traits = ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false, toolUse: .prompt)
  private let client = AnthropicMessages()

  /// Tools that the random conversations call.
  private static let tools =
    "["
    + (0...3).map {
      #"{"name":"tool_\#($0)","input_schema":{"type":"object","properties":{"n":{"type":"number"}}}}"#
    }
    .joined(separator: ",") + "]"

  private func prompt(_ document: JSONDocument) throws -> ToolPrompt {
    let conversation = try client.conversation(of: client.read(document, fields: HTTPFields()))
    return try #require(ToolPrompt(of: conversation, for: Self.traits))
  }

  private func messages(_ document: JSONDocument) throws -> [ChatMessage] {
    ChatHistory(of: try prompt(document).conversation, for: Self.traits).messages
  }

  @Test("a conversation that has gone on begins with what it was", arguments: seeds)
  func prefix(_ seed: UInt64) throws {
    let random = RandomConversation(seed: seed, isWellFormed: false)
    var earlier: [ChatMessage] = []
    for end in random.turnEnds {
      let messages = try messages(random.request(messages: end, tools: Self.tools))
      #expect(messages.count >= earlier.count)
      #expect(Array(messages.prefix(max(0, earlier.count - 1))) == earlier.dropLast(), "seed \(seed)")
      if let last = earlier.last { #expect(messages[earlier.count - 1].isGrown(from: last), "seed \(seed)") }
      earlier = messages
    }
  }

  @Test("no call is left without a response, and roles alternate", arguments: seeds)
  func valid(_ seed: UInt64) throws {
    let random = RandomConversation(seed: seed, isWellFormed: true)
    let messages = try messages(random.request(messages: random.messages.count, tools: Self.tools))
    var calls = 0
    for message in messages {
      switch message {
      case .assistant(let text, let native):
        #expect(native.isEmpty)
        calls += text.count(of: "<tool_call>")
      case .user(let pieces):
        let responses = pieces.compactMap(\.text).reduce(0) { $0 + $1.count(of: "</tool_response>") }
        #expect(responses == calls, "seed \(seed)")
        calls = 0
      case .system: break
      case .tool: Issue.record("a message of a tool")
      }
    }
    #expect(calls == 0, "seed \(seed)")
  }

  @Test("a call of the history is what would be found if the model wrote it again", arguments: seeds)
  func foundAgain(_ seed: UInt64) throws {
    let random = RandomConversation(seed: seed, isWellFormed: true)
    let document = try random.request(messages: random.messages.count, tools: Self.tools)
    let original = try client.conversation(of: client.read(document, fields: HTTPFields()))
    let prompt = try prompt(document)
    var said: [WrittenCall] = []
    var found: [WrittenCall] = []
    for (entry, told) in zip(original.entries, prompt.conversation.entries) where entry.role == .assistant {
      for (part, text) in zip(entry.parts, told.parts) {
        guard case .toolCall(let call) = part, case .text(let text) = text else { continue }
        guard call.name.hasPrefix("tool_") else { continue }
        said.append(WrittenCall(name: call.name, arguments: call.input))
        var calls = WrittenCalls(of: prompt.expectations.offeredTools)
        for piece in calls.feed(Array(text.utf8)) + calls.finish() {
          if case .call(let call) = piece { found.append(call) }
        }
      }
    }
    #expect(found == said, "seed \(seed)")
  }

  @Test("where a model takes tools, or there is none, nothing is said in words")
  func notNeeded() throws {
    let document = try JSONText.document(#"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#)
    let conversation = try client.conversation(of: client.read(document, fields: HTTPFields()))
    #expect(ToolPrompt(of: conversation, for: Self.traits) == nil)
    let random = RandomConversation(seed: 1, isWellFormed: true)
    let request = try client.read(random.request(messages: 1, tools: Self.tools), fields: HTTPFields())
    #expect(ToolPrompt(of: try client.conversation(of: request), for: .full) == nil)
  }
}

extension String {
  fileprivate func count(of text: String) -> Int { parts(separatedBy: text).count - 1 }
}

extension ChatMessage {
  /// Whether this is the other message, perhaps with more at its end.
  fileprivate func isGrown(from other: ChatMessage) -> Bool {
    switch (self, other) {
    case (.user(let pieces), .user(let earlier)): pieces.starts(with: earlier)
    case (.assistant(let text, _), .assistant(let earlier, _)): text.hasPrefix(earlier)
    default: self == other
    }
  }
}
