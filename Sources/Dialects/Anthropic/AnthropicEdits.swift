import Conversations
import Wire

/// A request in its own dialect, edited as a plan says: the client's body with other messages, tools or system prompt.
///
/// Messages are written in one form, a list of blocks without cache marks, and neighbours of one role are one message: what
/// was forwarded before keeps its bytes, however the client writes it down this time.
struct AnthropicEdits {
  private let request: ChatRequest
  private let plan: ContextPlan
  private let target: Target

  init(of request: ChatRequest, by plan: ContextPlan, for target: Target) {
    self.request = request
    self.plan = plan
    self.target = target
  }

  /// The body.
  func body() -> [UInt8] {
    let messages = outgoing().list()
    var splices = ByteSplices()
    splices.edit(
      request.document.root, setting: assignments(messages),
      removing: { key in
        key.isString("tool_choice") && offersNothing || key.isString("system") && saysNothing
          || key.isString("tools") && offersNothing || key.isString("thinking") && forgetsThinking
      })
    return splices.applied(to: request.document.bytes)
  }

  // MARK: Members

  private func assignments(_ messages: [UInt8]) -> [(key: String, value: [UInt8])] {
    var members = [("model", JSONWriter.string(target.model)), ("messages", messages)]
    if case .replace(let text) = plan.system, !text.isEmpty {
      members.append(("system", JSONWriter.string(text)))
    }
    if case .replace(let tools) = plan.tools, !offersNothing { members.append(("tools", list(of: tools))) }
    return members
  }

  private var saysNothing: Bool { plan.system == .replace("") }

  private var offersNothing: Bool {
    guard case .replace(let tools) = plan.tools else { return false }
    return tools.isEmpty
  }

  /// Whether no reasoning may be asked for: an edited history has lost its reasoning, and Anthropic refuses one without
  /// it to a request that asks for more.
  private var forgetsThinking: Bool { !target.isLocal }

  private func list(of offered: [OfferedTool]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for offer in offered {
      guard let tool = request.tools?.elements.first(where: { $0["name"]?.string == offer.name }) else {
        continue
      }
      guard let definition = offer.definition else {
        writer.raw(tool)
        continue
      }
      writer.beginObject()
      writer.field("name", offer.name)
      writer.field("description", definition.description)
      writer.key("input_schema")
      writer.raw(definition.schema)
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }

  // MARK: Messages

  private func outgoing() -> AnthropicOutgoing {
    var messages = AnthropicOutgoing()
    func insert(behind index: Int) {
      for insertion in plan.insertions(behind: index) {
        messages.append([AnthropicBlockEdit.text(insertion.text)], as: .user)
      }
    }
    insert(behind: -1)
    for (index, message) in request.messages.enumerated() {
      switch plan.edit(ofMessage: index) {
      case .drop: break
      case .keep: messages.append(AnthropicBlockEdit.blocks(of: message.source, []), as: message.role)
      case .edit(let edited):
        let source = message.source(asIn: edited)
        messages.append(AnthropicBlockEdit.blocks(of: source, edited.parts), as: message.role)
      }
      insert(behind: index)
    }
    return messages
  }
}
