import Conversations
import Wire

/// A request in its own dialect: the client's body with another model, an answer that has room in the window, and, where
/// a plan changes the conversation, with other messages and tools.
///
/// Everything else stays as it came and where it was. Tools keep their names, because the answer passes as it comes.
struct OpenAIChatEdits {
  private let request: ChatRequest
  private let plan: ContextPlan
  private let target: Target
  private let quirks: OpenAIChatQuirks
  private var body: JSONValue { request.document.root }

  init(of request: ChatRequest, by plan: ContextPlan, for target: Target, quirks: OpenAIChatQuirks) {
    self.request = request
    self.plan = plan
    self.target = target
    self.quirks = quirks
  }

  /// The client's bytes, but for the model when it is mapped and a limit of the answer that is beyond the window.
  func untouched() -> EncodedRequest {
    let tokens = plan.tokens ?? estimatedTokens
    var splices = ByteSplices()
    for (key, value) in body.members {
      if key.isString("model"), target.model != request.model {
        splices.replace(value, with: JSONWriter.string(target.model))
      } else if let limit = limit(key, value, besides: tokens) {
        splices.replace(value, with: limit)
      }
    }
    return EncodedRequest(
      body: splices.applied(to: request.document.bytes), isStreamed: request.wantsStream, promptTokens: tokens
    )
  }

  /// The client's body around what a plan leaves of the conversation.
  func applied(to conversation: Conversation) -> EncodedRequest {
    var history = ChatHistory(
      of: conversation, for: target.traits, toolNames: ToolNames(.any), callIDs: quirks.callIDs.form)
    let tools = OfferedTools(
      of: conversation.tools, referenced: history.referencedTools, names: &history.toolNames)
    var messages = JSONWriter()
    messages.beginArray()
    let form = OpenAIChatMessage(quirks: quirks, calls: OpenAIChatCallForm(askedBy: request))
    for message in history.messages { form.write(message, to: &messages) }
    messages.endArray()
    let tokens = plan.tokens ?? history.promptTokens(ofMessages: messages.bytes.count, tools)
    var splices = ByteSplices()
    splices.edit(
      body, setting: assignments(messages.bytes, besides: tokens),
      removing: { key in offersNothing && Self.toolMembers.contains { key.isString($0) } })
    return EncodedRequest(
      body: splices.applied(to: request.document.bytes), isStreamed: request.wantsStream,
      promptTokens: tokens, notes: history.notes)
  }

  // MARK: Members

  /// What no server takes without tools.
  private static let toolMembers: [StaticString] = [
    "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call",
  ]

  private func assignments(
    _ messages: [UInt8], besides tokens: Int
  ) -> [(key: String, value: [UInt8])] {
    var members = [("model", JSONWriter.string(target.model)), ("messages", messages)]
    if case .replace(let offered) = plan.tools, !offersNothing {
      let isLegacy = OpenAIChatLegacy.isSpoken(in: body)
      members.append((isLegacy ? "functions" : "tools", list(of: offered, isLegacy: isLegacy)))
    }
    for key in ["max_completion_tokens", "max_tokens"] {
      if let value = body.member(key), let limit = OutputLimit.lowered(value, for: target, besides: tokens) {
        members.append((key, limit))
      }
    }
    return members
  }

  private var offersNothing: Bool {
    guard case .replace(let tools) = plan.tools else { return (request.tools?.count ?? 0) == 0 }
    return tools.isEmpty
  }

  private func list(of offered: [OfferedTool], isLegacy: Bool) -> [UInt8] {
    let tools = request.tools.map { Array($0.elements) } ?? []
    var writer = JSONWriter()
    writer.beginArray()
    for offer in offered {
      guard let tool = tools.first(where: { OpenAIChatTool.name(of: $0) == offer.name }) else { continue }
      // There is no other wording for a tool that takes a text: the answer passes as it comes.
      if !isLegacy, offer.definition == nil || tool["custom"] != nil {
        writer.raw(tool)
      } else {
        write(offer, of: tool, isLegacy: isLegacy, to: &writer)
      }
    }
    writer.endArray()
    return writer.bytes
  }

  private func write(
    _ offer: OfferedTool, of tool: JSONValue, isLegacy: Bool, to writer: inout JSONWriter
  ) {
    if !isLegacy {
      writer.beginObject()
      writer.field("type", "function")
      writer.key("function")
    }
    if let definition = offer.definition {
      writer.beginObject()
      writer.field("name", offer.name)
      writer.field("description", definition.description)
      writer.key("parameters")
      writer.raw(definition.schema)
      writer.endObject()
    } else if let function = tool["function"] {
      writer.raw(function)
    }
    if !isLegacy { writer.endObject() }
  }

  // MARK: Room

  private func limit(_ key: JSONValue, _ value: JSONValue, besides tokens: Int) -> [UInt8]? {
    guard key.isString("max_completion_tokens") || key.isString("max_tokens") else { return nil }
    return OutputLimit.lowered(value, for: target, besides: tokens)
  }

  /// What the prompt may come to. Pictures count as pictures and not by their bytes.
  private var estimatedTokens: Int {
    var bytes = request.document.bytes.count
    var pictures = 0
    for message in request.messages {
      for part in message.source["content"].map({ Array($0.elements) }) ?? [] {
        guard let image = part["image_url"] else { continue }
        bytes -= image.range.count
        pictures += 1
      }
    }
    return TokenEstimate.tokens(forBytes: bytes) + pictures * TokenEstimate.picture
  }
}
