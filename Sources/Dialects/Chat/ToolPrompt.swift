import Conversations
import Wire

/// A conversation for a model that is given its tools in words: the system prompt describes them, calls are asked for in
/// the form in which `TaggedCall` finds them, and those of the history stand in it as text, with what came back.
///
/// Tools that wait to be found are described where the conversation finds them. What goes on begins with the text of what
/// was.
struct ToolPrompt {
  /// The conversation, without tools and calls.
  private(set) var conversation: Conversation
  /// The ids of the calls.
  private var callIDs: Set<String> = []
  /// The calls that have not been answered, in their order.
  private var waiting: [String] = []

  private let tools: OfferedTools
  private let settings: GenerationSettings

  /// Nil for a model whose API has fields for tools, and where there is none that it could call.
  init?(of conversation: Conversation, for traits: ModelTraits) {
    guard case .prompt = traits.toolUse else { return nil }
    var names = ToolNames(.any)
    let deferred = conversation.tools.filter(\.isDeferred).map(\.name)
    tools = OfferedTools(of: conversation.tools, referenced: deferred, names: &names)
    if tools.isEmpty { return nil }
    self.conversation = conversation
    settings = conversation.settings
    self.conversation.tools = []
    self.conversation.settings.toolChoice = nil
    self.conversation.system.append(.text(description(without: Set(deferred))))
    self.conversation.entries = []
    for entry in conversation.entries {
      if case .assistant = entry.role { closeTurn() }
      say(entry.parts.flatMap { parts(of: $0) }, as: entry.role)
    }
    closeTurn()
    if let demand { say([.text(demand)], as: .user) }
  }

  /// What the decoder of the answer must know.
  var expectations: AnswerExpectations {
    AnswerExpectations(
      offeredTools: tools.callable, usedCallIDs: callIDs,
      allowsParallelToolCalls: settings.allowsParallelToolCalls)
  }

  /// What was left out, in words for the operator.
  var notes: [String] { tools.notes }

  private mutating func say(_ parts: [ContentPart], as role: Role) {
    conversation.entries.append(Conversation.Entry(role: role, parts: parts))
  }

  /// What the model is asked at the end; nil where it may do as it sees fit.
  private var demand: String? {
    switch settings.toolChoice {
    case .any: ToolDemand.anyTool
    case .tool(let name) where tools.contains(name): ToolDemand.call(of: name)
    case .some(.none): ToolDemand.noTool
    case .tool, .auto, nil: nil
    }
  }

  // MARK: Tools

  private static let instruction = #"""
    # Tools

    You can call tools. To call one, end your answer with a call in this form, on lines of its own:

    <tool_call>
    {"name": "NAME", "arguments": {"KEY": "VALUE"}}
    </tool_call>

    The arguments are a JSON object that follows the tool's schema. For several calls write several of these. Then stop: \#
    what came back stands in the next message, between <tool_response> and </tool_response>. Never make it up.

    These are the tools, one on each line:
    """#

  private func description(without names: Set<String>) -> String {
    let lines = tools.functions.filter { !names.contains($0.name) }.map(Self.line)
    return ([Self.instruction] + lines).joined(separator: "\n")
  }

  private static func line(_ tool: OfferedTools.Function) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", tool.name)
    if let description = tool.description { writer.field("description", description) }
    writer.key("parameters")
    writer.raw(tool.schema)
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: Parts

  private mutating func parts(of part: ContentPart) -> [ContentPart] {
    switch part {
    case .toolCall(let call):
      callIDs.insert(call.id)
      waiting.append(call.id)
      return [.text(Self.text(of: call))]
    case .toolResult(let result):
      waiting.firstIndex(of: result.callID).map { _ = waiting.remove(at: $0) }
      return Self.response(result.parts.flatMap { described($0) }, isError: result.isError)
    default: return described(part)
    }
  }

  /// A part, and where it is a tool that was found what it takes.
  private func described(_ part: ContentPart) -> [ContentPart] {
    guard case .toolReference(let name) = part, let tool = tools.functions.first(where: { $0.name == name })
    else { return [part] }
    return [.text("[tool available]\n" + Self.line(tool))]
  }

  private static func text(of call: ToolCall) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", call.name)
    writer.key("arguments")
    ToolInput.writeObject(from: call.input, to: &writer)
    writer.endObject()
    return "<tool_call>\n\(String(decoding: writer.bytes, as: UTF8.self))\n</tool_call>"
  }

  /// What came back, in one text where it is text.
  private static func response(_ parts: [ContentPart], isError: Bool) -> [ContentPart] {
    let opening = "<tool_response>" + (isError ? "\n" + ChatMessage.Result.errorMark : "")
    let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    guard texts.count == parts.count else {
      return [.text(opening)] + parts + [.text("</tool_response>")]
    }
    let text = texts.filter { !$0.isEmpty }.joined(separator: ChatMessage.separator)
    let said = text.isEmpty ? PlainParts.silence : text
    return [.text(opening + (isError ? "" : "\n") + said + "\n</tool_response>")]
  }

  /// Tells the model of calls that were never answered.
  private mutating func closeTurn() {
    guard !waiting.isEmpty else { return }
    let response = Self.response([.text(PlainParts.interrupted)], isError: true)
    say(waiting.flatMap { _ in response }, as: .user)
    waiting = []
  }
}
