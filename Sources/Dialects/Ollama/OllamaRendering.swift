import Conversations
import Wire

/// A conversation as Ollama takes it: messages, tools, and what the decoder of the answer must know of them.
struct OllamaRendering {
  /// The list of messages.
  let messages: [UInt8]
  /// The messages, one by one.
  let history: ChatHistory
  /// The tools.
  let tools: OfferedTools
  /// What the prompt may come to, in tokens.
  let promptTokens: Int
  /// What the decoder must know.
  let expectations: AnswerExpectations
  /// What was left out or replaced, in words for the operator.
  let notes: [String]

  /// - Parameter toolNames: the names that tools get.
  init(of conversation: Conversation, for target: Target, toolNames: ToolNames = ToolNames()) {
    let prompt = ToolPrompt(of: conversation, for: target.traits)
    let conversation = prompt?.conversation ?? conversation
    let choice = OllamaToolChoice(conversation.settings.toolChoice, of: conversation.tools)
    var history = ChatHistory(
      of: conversation, for: target.traits, takesPictureURLs: false, toolNames: toolNames)
    let tools = OfferedTools(
      of: choice.tools, referenced: history.referencedTools, names: &history.toolNames)
    if let demand = choice.demand(of: tools, names: history.toolNames) { history.append([.text(demand)]) }
    var messages = JSONWriter()
    messages.beginArray()
    for message in history.messages { OllamaChatMessage.write(message, to: &messages) }
    messages.endArray()
    self.messages = messages.bytes
    self.history = history
    self.tools = tools
    promptTokens = history.promptTokens(ofMessages: messages.bytes.count, tools)
    expectations = prompt?.expectations ?? history.expectations(tools, conversation.settings)
    notes = history.notes + (prompt?.notes ?? tools.notes)
  }
}
