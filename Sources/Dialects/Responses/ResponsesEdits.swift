import Conversations
import Wire

/// A request in its own dialect: the client's body with another model, an answer that has room in the window, and, where
/// a plan changes the conversation, with other items, tools or instructions.
///
/// Everything else stays as it came and where it was. What only this gateway understands is not sent: reasoning that it
/// marked itself, and summaries that it wrote in place of a vendor's, which become text.
struct ResponsesEdits {
  private let request: ChatRequest
  private let plan: ContextPlan
  private let target: Target
  private var body: JSONValue { request.document.root }

  init(of request: ChatRequest, by plan: ContextPlan, for target: Target) {
    self.request = request
    self.plan = plan
    self.target = target
  }

  /// The body as the plan leaves it.
  func applied() -> EncodedRequest {
    let input = changesInput ? ResponsesEditedInput(of: request, by: plan) : nil
    let tokens = plan.tokens ?? estimatedTokens
    var members: [(key: String, value: [UInt8])] = []
    if target.model != request.model || !plan.isUntouched {
      members.append(("model", JSONWriter.string(target.model)))
    }
    if let input { members.append(("input", input.bytes)) }
    if case .replace(let text) = plan.system, !text.isEmpty {
      members.append(("instructions", JSONWriter.string(text)))
    }
    if case .replace(let tools) = plan.tools, !offersNothing {
      members.append(("tools", ResponsesEditedTools(of: request).list(of: tools)))
    }
    if let asked = body["max_output_tokens"],
      let limit = OutputLimit.lowered(asked, for: target, besides: tokens)
    {
      members.append(("max_output_tokens", limit))
    }
    return encoded(members, tokens, input?.notes ?? [])
  }

  private var changesInput: Bool {
    !plan.isUntouched || request.messages.contains { $0.source.isMarkedByUs }
  }

  private func encoded(
    _ members: [(key: String, value: [UInt8])], _ tokens: Int, _ notes: [String]
  ) -> EncodedRequest {
    var splices = ByteSplices()
    splices.edit(
      body, setting: members,
      removing: { key in
        key.isString("instructions") && saysNothing
          || offersNothing && Self.toolMembers.contains { key.isString($0) }
      })
    return EncodedRequest(
      body: splices.applied(to: request.document.bytes), isStreamed: request.wantsStream,
      promptTokens: tokens, notes: notes)
  }

  /// What no server takes without tools.
  private static let toolMembers: [StaticString] = ["tools", "tool_choice", "parallel_tool_calls"]

  private var saysNothing: Bool { plan.system == .replace("") }

  private var offersNothing: Bool {
    guard case .replace(let tools) = plan.tools else { return false }
    return tools.isEmpty
  }

  /// What the prompt may come to. Pictures count as pictures and not by their bytes.
  private var estimatedTokens: Int {
    var bytes = request.document.bytes.count
    var pictures = 0
    for message in request.messages {
      for part in (message.source["content"] ?? message.source["output"]).map({ Array($0.elements) }) ?? [] {
        guard let image = part["image_url"] else { continue }
        bytes -= image.range.count
        pictures += 1
      }
    }
    return TokenEstimate.tokens(forBytes: bytes) + pictures * TokenEstimate.picture
  }
}
