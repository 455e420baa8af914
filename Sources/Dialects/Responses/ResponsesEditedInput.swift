import Conversations
import Wire

/// The `input` of a request as a plan leaves it: an item that does not change keeps its bytes.
struct ResponsesEditedInput {
  private struct Outgoing {
    let bytes: [UInt8]
    /// Which of the request's messages it is; nil for what is none.
    var place: Int?
    var isReasoning = false
  }

  private let request: ChatRequest
  private let plan: ContextPlan
  private var items: [Outgoing] = []
  private var nextMessage = 0
  /// What was left out, in words for the operator.
  private(set) var notes: [String] = []

  init(of request: ChatRequest, by plan: ContextPlan) {
    self.request = request
    self.plan = plan
    let input = request.document.root["input"]
    if input?.kind == .array {
      for item in input.map({ Array($0.elements) }) ?? [] { add(item) }
    } else if !request.messages.isEmpty {
      addMessage()
    }
    if !plan.isUntouched { dropLoneReasoning() }
  }

  /// The list.
  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for item in items { writer.raw(item.bytes) }
    writer.endArray()
    return writer.bytes
  }

  /// Items that are no messages go with those that are: the system prompt, which a plan may replace, and tools, which
  /// then stand among the others. References to items that are there too may lose what they refer to.
  private mutating func add(_ item: JSONValue) {
    if isNextMessage(item) { return addMessage() }
    switch ResponsesItemType(of: item) {
    case .itemReference: if !plan.isUntouched { return }
    case .additionalTools: if case .replace = plan.tools { return }
    case .message: if case .replace = plan.system { return }
    default: break
    }
    items.append(Outgoing(bytes: Array(item.bytes)))
  }

  private func isNextMessage(_ item: JSONValue) -> Bool {
    guard nextMessage < request.messages.count else { return false }
    let source = request.messages[nextMessage].source
    return source.document === item.document && source.range == item.range
  }

  // MARK: Messages

  private mutating func addMessage() {
    let index = nextMessage
    let message = request.messages[index]
    nextMessage += 1
    if index == 0 { insert(behind: -1) }
    switch plan.edit(ofMessage: index) {
    case .drop: break
    case .keep: append(message.source, [], message.role, at: index)
    case .edit(let edited): append(message.source(asIn: edited), edited.parts, message.role, at: index)
    }
    insert(behind: index)
  }

  private mutating func insert(behind index: Int) {
    for insertion in plan.insertions(behind: index) {
      items.append(Outgoing(bytes: ResponsesItemEdit.message(of: insertion.text, from: .user)))
    }
  }

  private mutating func append(
    _ item: JSONValue, _ edits: [ContextPlan.PartEdit], _ role: Role, at index: Int
  ) {
    switch ResponsesItemType(of: item) {
    case .compaction? where item.isMarkedByUs: appendSummary(item, edits.first)
    case .reasoning? where item.isMarkedByUs:
      notes.append("input.\(index): reasoning that its vendor did not sign left out")
    case let type:
      guard let bytes = ResponsesItemEdit.item(item, edits, role) else { return }
      let isReasoning = if case .reasoning? = type { bytes.elementsEqual(item.bytes) } else { false }
      items.append(Outgoing(bytes: bytes, place: index, isReasoning: isReasoning))
    }
  }

  private mutating func appendSummary(_ item: JSONValue, _ edit: ContextPlan.PartEdit?) {
    let summary = ResponsesCompaction.text(of: item) ?? ""
    guard let text = ResponsesItemEdit.text(summary, edit) else { return }
    items.append(Outgoing(bytes: ResponsesItemEdit.message(of: text, from: .user)))
  }

  /// OpenAI refuses reasoning that is not followed by what it led to.
  private mutating func dropLoneReasoning() {
    var kept: [Outgoing] = []
    for item in items.reversed() {
      if item.isReasoning, let place = item.place, kept.last?.place != place + 1 { continue }
      kept.append(item)
    }
    items = kept.reversed()
  }
}

extension JSONValue {
  /// Whether this gateway wrote what stands in an item in place of a vendor's encrypted content.
  var isMarkedByUs: Bool { self["encrypted_content"]?.string.map(GatewaySignature.isOurs) ?? false }
}
