import Conversations

/// A conversation's messages as backends in the manner of chat completions take them.
///
/// A turn is what stands between two messages of the assistant. In it the results of the assistant's calls come
/// first, one message each and none missing, then everything else in its order. Neighbours with one role are one
/// message, because many templates of local models demand that roles alternate.
struct ChatHistory {
  /// The messages, oldest first.
  private(set) var messages: [ChatMessage] = []
  /// What was left out or replaced, in words for the operator.
  var notes: [String] { plain.notes }
  /// The tools that were named or called, in the order of their first mention, as the client knows them.
  var referencedTools: [String] { plain.referencedTools }
  /// Bytes of pictures within the messages, and how many pictures there are: they are no text to be counted.
  var mediaBytes = 0
  var mediaCount = 0
  /// The names under which tools are known to the backend.
  var toolNames: ToolNames

  let traits: ModelTraits
  /// Whether the backend fetches pictures that are behind a URL.
  let takesPictureURLs: Bool
  /// Whether the result of a call can hold pictures. Where it cannot, they follow the results.
  private let resultsHoldPictures: Bool
  private let toolNotice: String?
  private var callIDs: ToolCallIDs
  private var turn = OpenTurn<Item>()
  /// What of the parts is said in text.
  var plain = PlainParts()
  /// Reasoning that no call has followed yet.
  private var reasoning: [ChatMessage.Reasoning] = []

  /// What is said besides results.
  private enum Item {
    case piece(ChatMessage.Piece)
    case system(String)
  }

  init(
    of conversation: Conversation, for traits: ModelTraits, takesPictureURLs: Bool = true,
    resultsHoldPictures: Bool = false, toolNames: ToolNames = ToolNames(), callIDs: ToolCallIDs.Form = .any
  ) {
    self.traits = traits
    self.toolNames = toolNames
    self.callIDs = ToolCallIDs(callIDs)
    self.takesPictureURLs = takesPictureURLs
    self.resultsHoldPictures = resultsHoldPictures
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
    if !messages.contains(where: \.isSpoken) { messages.append(.user([.text(".")])) }
  }

  // MARK: System

  private mutating func addSystem(_ parts: [ContentPart]) {
    let text = plain.text(of: parts) { !$0.hasPrefix(BillingLine.prefix) }
    if !text.isEmpty { messages.append(.system(text)) }
  }

  /// A strict template gets the text as the user's, in its place and in the form in which Claude Code itself sends
  /// it to models that take no system messages. Moved to the head it would change the prompt from its first byte.
  private mutating func addSystemInPlace(_ parts: [ContentPart]) {
    let text = plain.text(of: parts)
    guard !text.isEmpty else { return }
    reasoning = []
    turn.hasBegun = true
    if traits.acceptsSystemAnywhere {
      turn.items.append(.system(text))
    } else {
      turn.items.append(.piece(.text("<system-reminder>\n\(text)\n</system-reminder>")))
    }
  }

  // MARK: Assistant

  private mutating func addAssistant(_ parts: [ContentPart]) {
    var texts: [String] = []
    var calls: [(call: ToolCall, reasoning: [ChatMessage.Reasoning])] = []
    for part in parts {
      switch part {
      case .toolCall(let call):
        calls.append((call, reasoning))
        reasoning = []
      case .thinking(let text, let signature):
        let isVendors = signature.map { !$0.isEmpty && !GatewaySignature.isOurs($0) } ?? false
        reasoning.append(ChatMessage.Reasoning(text: text, signature: isVendors ? signature : nil))
      default: texts.append(plain.text(of: part))
      }
    }
    let text = texts.filter { !$0.isEmpty }.joined(separator: ChatMessage.separator)
    guard !text.isEmpty || !calls.isEmpty else { return }
    // Calls of several messages in a row are answered together, after the last of them.
    if turn.hasBegun { closeTurn() }
    appendAssistant(text, calls.map { register($0.call, behind: $0.reasoning) })
  }

  private mutating func appendAssistant(_ text: String, _ calls: [ChatMessage.Call]) {
    if case .assistant(let earlier, let earlierCalls)? = messages.last {
      let texts = [earlier, text].filter { !$0.isEmpty }
      messages[messages.count - 1] = .assistant(
        text: texts.joined(separator: ChatMessage.separator), calls: earlierCalls + calls)
    } else {
      if !traits.acceptsSystemAnywhere, !messages.contains(where: \.isSpoken) {
        messages.append(.user([.text("(The conversation begins with the assistant.)")]))
      }
      messages.append(.assistant(text: text, calls: calls))
    }
  }

  private mutating func register(
    _ call: ToolCall, behind reasoning: [ChatMessage.Reasoning]
  ) -> ChatMessage.Call {
    plain.reference(call.name)
    let id = callIDs.next(call.id)
    let name = toolNames.backendName(of: call.name)
    turn.add(call, backendID: id, name: name)
    return ChatMessage.Call(
      id: id, name: name, arguments: ToolInput.object(from: call.input), reasoning: reasoning)
  }

  // MARK: User

  private mutating func addUser(_ parts: [ContentPart]) {
    reasoning = []
    let itemCount = turn.items.count
    for part in parts {
      turn.hasBegun = true
      if case .toolResult(let result) = part {
        add(result)
      } else {
        turn.items += pieces(of: part).map { .piece($0) }
      }
    }
    // Behind each message rather than the last one alone, or a conversation that goes on would lose what it was told.
    if let toolNotice, turn.items.count > itemCount { turn.items.append(.piece(.text(toolNotice))) }
  }

  /// A result goes to the call it answers; one that answers none becomes text.
  private mutating func add(_ result: ToolResult) {
    if turn.answer(with: result) { return }
    plain.notes.append("the result of \(result.callID), which no call asked for, turned into text")
    turn.items.append(.piece(.text(PlainParts.orphan)))
    turn.items += result.parts.flatMap { pieces(of: $0) }.map { .piece($0) }
  }

  /// Writes down the turn that is over.
  private mutating func closeTurn() {
    let turn = self.turn
    self.turn = OpenTurn()
    var pieces: [ChatMessage.Piece] = []
    for call in turn.calls {
      var result = ChatMessage.Result(
        callID: call.backendID, name: call.name, pieces: resultPieces(of: call.result, of: call.clientID),
        isError: call.result?.isError ?? true)
      if !resultsHoldPictures { pieces += result.takePictures() }
      messages.append(.tool(result))
    }
    for item in turn.items {
      switch item {
      case .piece(let piece): pieces.append(piece)
      case .system(let text):
        append(pieces)
        pieces = []
        messages.append(.system(text))
      }
    }
    append(pieces)
  }

  /// Adds pieces to what the user said last.
  mutating func append(_ pieces: [ChatMessage.Piece]) {
    if pieces.isEmpty { return }
    if case .user(let earlier)? = messages.last {
      messages[messages.count - 1] = .user(earlier + pieces)
    } else {
      messages.append(.user(pieces))
    }
  }
}

// MARK: - What follows from it

extension ChatHistory {
  /// What the prompt may come to, in tokens; pictures count as pictures and not by their bytes.
  ///
  /// - Parameter bytes: the messages, as they were written.
  func promptTokens(ofMessages bytes: Int, _ tools: OfferedTools) -> Int {
    TokenEstimate.tokens(forBytes: bytes + tools.byteCount - mediaBytes) + mediaCount * TokenEstimate.picture
  }

  /// What the decoder of the answer must know.
  func expectations(_ tools: OfferedTools, _ settings: GenerationSettings) -> AnswerExpectations {
    AnswerExpectations(
      offeredTools: tools.callable, toolNames: toolNames, usedCallIDs: callIDs.seen,
      allowsParallelToolCalls: settings.allowsParallelToolCalls)
  }
}

extension ChatMessage {
  /// Whether this is a message of the conversation rather than of its operator.
  fileprivate var isSpoken: Bool {
    if case .system = self { false } else { true }
  }
}
