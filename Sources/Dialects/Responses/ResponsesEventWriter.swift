import Conversations
import Wire

/// Writes an answer as a stream of the Responses API's events.
///
/// Items come one after the other, each complete before the next: clients act on an item at its end. A part of which
/// nothing comes is no item.
struct ResponsesEventWriter: AnswerWriter {
  private var stream: ResponsesStream
  private let tools: ResponsesTools
  private let ids: IDSource
  private var open: OpenItem?

  /// A writer of an answer of which nothing has been written.
  init(_ frame: AnswerFrame, ids: IDSource) {
    stream = ResponsesStream(frame)
    tools = (try? ResponsesTools(of: frame.request)) ?? ResponsesTools()
    self.ids = ids
  }

  /// Appends what the client is sent of this event, which may be nothing.
  mutating func write(_ event: StreamEvent, to output: inout [UInt8]) {
    guard !stream.isOver else { return }
    switch event {
    case .started(_, _, let usage):
      stream.update(usage)
      stream.start(&output)
    case .partStarted(let part): begin(part, &output)
    case .delta(let delta): grow(by: delta, &output)
    case .partEnded: endItem(&output)
    case .finished(let reason, let usage): stream.update(usage, reason)
    case .ended:
      endItem(&output)
      stream.end(&output)
    case .failed(let type, let message): fail(ResponsesFailure(reported: type, message), &output)
    }
  }

  /// Appends the end of an answer that broke off: closes a call that is complete, and tells the client why.
  mutating func fail(_ error: ClientError, to output: inout [UInt8]) {
    guard !stream.isOver else { return }
    fail(ResponsesFailure(error), &output)
  }

  /// Appends an event of a response that goes on.
  mutating func keepAlive(to output: inout [UInt8]) {
    if !stream.isOver { stream.keepAlive(&output) }
  }

  /// What is not complete stays open: a client takes an item for said, and runs a call, when it has ended.
  private mutating func fail(_ failure: ResponsesFailure, _ output: inout [UInt8]) {
    if open?.isCompleteCall == true { endItem(&output) }
    stream.fail(failure, to: &output)
  }
}

// MARK: - Items

extension ResponsesEventWriter {
  private mutating func begin(_ part: StreamEvent.Part, _ output: inout [UInt8]) {
    endItem(&output)
    switch part {
    case .text: open = OpenItem(.message)
    case .thinking: open = OpenItem(.reasoning)
    case .redactedThinking(let data): open = OpenItem(.reasoning, signature: data)
    case .toolCall(let id, let name):
      open = OpenItem(.call(tools.call(of: name), id: id))
      announce(&output)
    // What only another API knows.
    case .other: break
    }
  }

  private mutating func grow(by delta: StreamEvent.Delta, _ output: inout [UInt8]) {
    guard let kind = open?.kind else { return }
    switch (kind, delta) {
    case (.message, .text(let more)): grow("response.output_text.delta", by: more, &output)
    case (.reasoning, .thinking(let more)): grow("response.reasoning_text.delta", by: more, &output)
    case (.reasoning, .signature(let signature)): open?.signature = signature
    case (.call(let call, _), .input(let more)):
      switch call.form {
      case .function: grow("response.function_call_arguments.delta", by: more, &output)
      // The text is inside of what the model writes, and is known when that is complete.
      case .custom, .search: take(more)
      }
    default: break
    }
  }

  private mutating func grow(_ type: String, by more: [UInt8], _ output: inout [UInt8]) {
    if more.isEmpty { return }
    if open?.id == nil {
      announce(&output)
      emitPart("response.content_part.added", [], &output)
    }
    take(more)
    emit(type, "delta", more, &output)
  }

  private mutating func take(_ more: [UInt8]) {
    stream.contentBytes += more.count
    open?.bytes.append(contentsOf: more)
  }

  /// Tells the client of the item, when there is something to tell.
  private mutating func announce(_ output: inout [UInt8]) {
    guard var item = open else { return }
    item.id = ids.next(ResponsesOutputItem.idPrefix(of: item.content))
    open = item
    stream.add(item.item, to: &output)
  }

  private mutating func endItem(_ output: inout [UInt8]) {
    guard let item = open else { return }
    if item.id == nil, item.isWorthTelling { announce(&output) }
    if let item = open, item.id != nil {
      emitEnd(of: item, &output)
      stream.finish(item.item, to: &output)
    }
    open = nil
  }

  private mutating func emitEnd(of item: OpenItem, _ output: inout [UInt8]) {
    switch item.kind {
    case .message: emit("response.output_text.done", "text", item.bytes, &output)
    case .reasoning:
      if item.bytes.isEmpty { return }
      emit("response.reasoning_text.done", "text", item.bytes, &output)
    case .call(let call, _): return emitEnd(of: call, item, &output)
    }
    emitPart("response.content_part.done", item.bytes, &output)
  }

  private mutating func emitEnd(of call: ResponsesTool.Call, _ item: OpenItem, _ output: inout [UInt8]) {
    switch call.form {
    case .function:
      let arguments = ResponsesOutputItem.arguments(item.bytes)
      emit("response.function_call_arguments.done", "arguments", arguments, &output)
    case .custom:
      let text = FreeformTool.text(of: item.bytes)
      emit("response.custom_tool_call_input.delta", "delta", text, &output)
      emit("response.custom_tool_call_input.done", "input", text, &output)
    case .search: break
    }
  }

  // MARK: Events

  private mutating func emitPart(_ type: String, _ text: [UInt8], _ output: inout [UInt8]) {
    guard let item = open, item.kind.hasParts else { return }
    emit(type, of: item, to: &output) { writer in
      writer.key("part")
      if case .message = item.kind {
        ResponsesOutputItem.writePart(text, to: &writer)
      } else {
        ResponsesOutputItem.writeReasoningPart(text, to: &writer)
      }
    }
  }

  private mutating func emit(_ type: String, _ key: String, _ text: [UInt8], _ output: inout [UInt8]) {
    guard let item = open else { return }
    emit(type, of: item, to: &output) { writer in
      writer.key(key)
      writer.string(bytes: text)
      if case .message = item.kind { writer.emptyArray("logprobs") }
    }
  }

  private mutating func emit(
    _ type: String, of item: OpenItem, to output: inout [UInt8], _ members: (inout JSONWriter) -> Void
  ) {
    let index = stream.outputIndex
    stream.emit(type, to: &output) { writer in
      writer.field("item_id", item.id ?? "")
      writer.field("output_index", index)
      if item.kind.hasParts { writer.field("content_index", 0) }
      members(&writer)
    }
  }
}

/// The item that is growing.
private struct OpenItem: Sendable {
  enum Kind: Sendable {
    case message, reasoning
    case call(ResponsesTool.Call, id: String)

    /// Whether what it says is in a part of it.
    var hasParts: Bool {
      switch self {
      case .message, .reasoning: true
      case .call: false
      }
    }
  }

  let kind: Kind
  /// Its id; nil until the client has been told of it.
  var id: String?
  /// The text so far, or the arguments.
  var bytes: [UInt8] = []
  var signature: [UInt8]?

  init(_ kind: Kind, signature: [UInt8]? = nil) {
    self.kind = kind
    self.signature = signature
  }

  var content: ResponsesOutputItem.Content {
    switch kind {
    case .message: .message(text: bytes)
    case .reasoning:
      .reasoning(
        text: bytes, encrypted: signature.map { ReasoningMark(of: $0).text } ?? GatewaySignature.unsigned)
    case .call(let call, let id): .call(call, id: id, arguments: bytes)
    }
  }

  var item: ResponsesOutputItem { ResponsesOutputItem(id: id, content: content) }

  /// Whether it is an item although nothing of it could be told so far.
  var isWorthTelling: Bool {
    switch kind {
    case .message: false
    case .reasoning: signature != nil
    case .call: true
    }
  }

  /// Whether a client could run the call if it ended here.
  var isCompleteCall: Bool {
    guard case .call = kind else { return false }
    return (try? JSONDocument(parsing: bytes)) != nil
  }
}
