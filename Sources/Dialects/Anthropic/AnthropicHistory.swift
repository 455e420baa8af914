import Conversations
import Wire

/// A conversation of another dialect's client as Anthropic takes it.
///
/// A turn is what stands between two messages of the assistant. In it the results of the assistant's calls come first,
/// none missing, then everything else in its order. The user speaks first, and no block is empty.
struct AnthropicHistory {
  /// The leading system prompt, a text each.
  private(set) var system: [String] = []
  /// The messages, oldest first.
  private(set) var messages = AnthropicOutgoing()
  /// The names under which tools are known to the backend.
  var toolNames = ToolNames()
  /// Whether calls have just been answered that were not made after reasoning, or whose reasoning is lost.
  private(set) var lacksReasoning = false
  /// What users and tools say.
  private(set) var blocks: AnthropicBlocks

  private let quirks: AnthropicQuirks
  private let toolNotice: String?
  private var callIDs = ToolCallIDs(.word)
  private var turn = OpenTurn<Item>()
  /// Reasoning that stands in front of nothing yet.
  private var reasoning: [[UInt8]] = []

  /// What is said besides results.
  private enum Item {
    case block([UInt8])
    case system(String)
  }

  init(of conversation: Conversation, for traits: ModelTraits, _ quirks: AnthropicQuirks) {
    self.quirks = quirks
    blocks = AnthropicBlocks(for: traits, quirks)
    toolNotice = OfferedTools.notice(inPlaceOf: conversation.tools)
    addSystem(conversation.system)
    for entry in conversation.entries {
      switch entry.role {
      case .assistant: addAssistant(entry.parts)
      case .user, .tool: addUser(entry.parts)
      case .system: addSystemInPlace(entry.parts)
      }
    }
    closeTurn()
    endWithUser()
  }

  // MARK: System

  private mutating func addSystem(_ parts: [ContentPart]) {
    for part in parts {
      let text = blocks.plain.text(of: part)
      if !text.utf8.allSatisfy(ASCII.isSpace), !text.hasPrefix(BillingLine.prefix) { system.append(text) }
    }
  }

  private mutating func addSystemInPlace(_ parts: [ContentPart]) {
    let text = blocks.plain.text(of: parts)
    guard !text.utf8.allSatisfy(ASCII.isSpace) else { return }
    turn.hasBegun = true
    turn.items.append(.system(text))
  }

  // MARK: Assistant

  private mutating func addAssistant(_ parts: [ContentPart]) {
    for part in parts {
      switch part {
      case .thinking(let text, let signature):
        if let signature, Self.isVendors(signature) {
          addReasoning(.thinking(Array(text.utf8), signature: Array(signature.utf8)))
        }
      case .redactedThinking(let data): addReasoning(.redactedThinking(data: Array(data.utf8)))
      case .toolCall(let call): add(call)
      default: say(AnthropicBlocks.text(blocks.plain.text(of: part)))
      }
    }
  }

  /// Reasoning without a signature, or with ours, would be refused.
  private static func isVendors(_ signature: String) -> Bool {
    !signature.isEmpty && !GatewaySignature.isOurs(signature)
  }

  private mutating func addReasoning(_ part: Answer.Part) {
    // What the user has said since is no part of what this reasoning led to.
    if turn.hasBegun { closeTurn() }
    reasoning.append(Self.block(part))
  }

  private mutating func add(_ call: ToolCall) {
    // Calls of several messages in a row are answered together, after the last of them.
    if turn.hasBegun { closeTurn() }
    blocks.plain.reference(call.name)
    let id = callIDs.next(call.id)
    let name = toolNames.backendName(of: call.name)
    if turn.calls.isEmpty { lacksReasoning = reasoning.isEmpty }
    turn.add(call, backendID: id, name: name)
    say([Self.block(.toolCall(id: id, name: name, input: call.input))])
  }

  private mutating func say(_ blocks: [[UInt8]]) {
    if blocks.isEmpty { return }
    if turn.hasBegun { closeTurn() }
    if messages.lastRole == nil { messages.append([Self.opening], as: .user) }
    messages.append(reasoning + blocks, as: .assistant)
    reasoning = []
  }

  private static func block(_ part: Answer.Part) -> [UInt8] {
    var writer = JSONWriter()
    AnthropicBlock.write(part, reasoning: .shown, to: &writer)
    return writer.bytes
  }

  // MARK: User

  private mutating func addUser(_ parts: [ContentPart]) {
    let itemCount = turn.items.count
    for part in parts {
      turn.hasBegun = true
      if case .toolResult(let result) = part {
        add(result)
      } else {
        turn.items += blocks.blocks(of: part).map { .block($0) }
      }
    }
    // Behind each message rather than the last one alone, or a conversation that goes on would lose what it was told.
    if let toolNotice, turn.items.count > itemCount {
      turn.items.append(.block(AnthropicBlockEdit.text(toolNotice)))
    }
  }

  /// A result goes to the call it answers; one that answers none becomes text.
  private mutating func add(_ result: ToolResult) {
    if turn.answer(with: result) { return }
    blocks.plain.notes.append("the result of \(result.callID), which no call asked for, turned into text")
    turn.items.append(.block(AnthropicBlockEdit.text(PlainParts.orphan)))
    turn.items += result.parts.flatMap { blocks.blocks(of: $0) }.map { .block($0) }
  }

  /// Writes down the turn that is over. Reasoning that led to nothing cannot end a message.
  private mutating func closeTurn() {
    let turn = self.turn
    self.turn = OpenTurn()
    reasoning = []
    if turn.calls.isEmpty { lacksReasoning = false }
    let results = turn.calls.map {
      blocks.block(answering: $0.backendID, of: $0.clientID, with: $0.result)
    }
    messages.append(results, as: .user)
    for item in turn.items {
      switch item {
      case .block(let block): messages.append([block], as: .user)
      case .system(let text): addSystem(text)
      }
    }
  }

  /// A model that takes no system messages, or none in this place, gets the text as the user's and in the form in which
  /// Claude Code itself sends it to such models.
  private mutating func addSystem(_ text: String) {
    if quirks.acceptsSystemMessages, messages.lastRole == .user || messages.lastRole == .system {
      messages.append([AnthropicBlockEdit.text(text)], as: .system)
    } else {
      messages.append(
        [AnthropicBlockEdit.text("<system-reminder>\n\(text)\n</system-reminder>")], as: .user)
    }
  }

  // MARK: Beginning and end

  private static let opening = AnthropicBlockEdit.text("(The conversation begins with the assistant.)")

  /// Asks for something at the end.
  mutating func append(demand: String) { messages.append([AnthropicBlockEdit.text(demand)], as: .user) }

  /// What the assistant said last is gone on from only by models that take that, and only without white space at its
  /// end.
  private mutating func endWithUser() {
    guard let last = messages.lastRole else { return append(demand: ".") }
    guard last == .assistant else { return }
    guard quirks.acceptsPrefill else { return append(demand: "[Go on.]") }
    guard let block = messages.lastBlock, let text = try? JSONDocument(parsing: block).root["text"]?.string
    else { return }
    let trimmed = String(text.reversed().drop(while: \.isWhitespace).reversed())
    if trimmed != text { messages.replaceLastBlock(by: AnthropicBlockEdit.text(trimmed)) }
  }
}
