import Conversations
import Wire

/// Writes an answer as a stream of chat completion chunks.
///
/// The end is held until the answer is over, because the reason and the true usage may arrive in any order. Reasoning
/// that comes after the answer has begun is not told: clients take it for the beginning of another answer.
struct OpenAIChatChunkWriter: AnswerWriter {
  private let frame: AnswerFrame
  private let callForm: OpenAIChatCallForm
  /// Whether the client has asked for a chunk with the usage. Clients that have not may read the first choice of every
  /// chunk, and that one has none.
  private let asksForUsage: Bool
  private var isStarted = false
  private var isOver = false
  private var open = Open.nothing
  /// Whether content or a call has been told.
  private var hasAnswered = false
  private var callCount = 0
  private var stopReason: StopReason?
  private var usage: Usage?
  private var contentBytes = 0

  /// The part that is growing.
  private enum Open {
    case nothing, text, thinking
    case call(OpenCall)
  }

  /// A writer of an answer of which nothing has been written.
  init(_ frame: AnswerFrame) {
    self.frame = frame
    callForm = OpenAIChatCallForm(askedBy: frame.request)
    asksForUsage = frame.request.document.root["stream_options"]?["include_usage"]?.bool ?? false
  }

  /// Appends what the client is sent of this event, which may be nothing.
  mutating func write(_ event: StreamEvent, to output: inout [UInt8]) {
    guard !isOver else { return }
    switch event {
    case .started(_, _, let report):
      update(report)
      start(&output)
    case .partStarted(let part): begin(part, &output)
    case .delta(let delta): grow(by: delta, &output)
    case .partEnded: endPart(&output)
    case .finished(let reason, let report):
      stopReason = reason ?? stopReason
      update(report)
    case .ended: end(&output)
    case .failed(let type, let message):
      fail(OpenAIChatErrorDescription(type: type, message: message), &output)
    }
  }

  /// Appends the error with which an answer breaks off; nothing comes after it.
  mutating func fail(_ error: ClientError, to output: inout [UInt8]) {
    guard !isOver else { return }
    fail(OpenAIChatErrorDescription(error), &output)
  }

  /// Appends a comment, which every reader of events skips.
  mutating func keepAlive(to output: inout [UInt8]) {
    if !isOver { SSEWriter.appendComment("keep-alive", to: &output) }
  }

  private mutating func update(_ report: PartialUsage) {
    guard report != PartialUsage() else { return }
    usage = usage ?? Usage(input: frame.estimatedInput)
    usage?.update(with: report)
  }
}

// MARK: - Parts

extension OpenAIChatChunkWriter {
  /// Appends the chunk that says who speaks, unless that has been done.
  private mutating func start(_ output: inout [UInt8]) {
    guard !isStarted else { return }
    isStarted = true
    emit(&output) { writer in
      writer.field("role", "assistant")
      writer.field("content", "")
    }
  }

  private mutating func begin(_ part: StreamEvent.Part, _ output: inout [UInt8]) {
    start(&output)
    endPart(&output)
    switch part {
    case .text: open = .text
    case .thinking: open = .thinking
    case .toolCall(let id, let name): beginCall(id, name, &output)
    case .redactedThinking, .other: break
    }
  }

  private mutating func beginCall(_ id: String, _ name: String, _ output: inout [UInt8]) {
    if callForm.isLegacy, callCount > 0 { return }
    let call = OpenCall(name: name, index: callCount, isBuffered: callForm.form(of: name) == .custom)
    callCount += 1
    hasAnswered = true
    open = .call(call)
    emit(&output) { callForm.writeStart(of: name, id: id, index: call.index, to: &$0) }
  }

  private mutating func grow(by delta: StreamEvent.Delta, _ output: inout [UInt8]) {
    switch (open, delta) {
    case (.text, .text(let more)) where !more.isEmpty:
      hasAnswered = true
      emit("content", more, &output)
    case (.thinking, .thinking(let more)) where !more.isEmpty && !hasAnswered:
      emit("reasoning_content", more, &output)
    case (.call, .input(let more)) where !more.isEmpty: growCall(by: more, &output)
    default: break
    }
  }

  private mutating func growCall(by more: [UInt8], _ output: inout [UInt8]) {
    guard case .call(var call) = open else { return }
    // Held once only, or its arguments would be copied with every fragment.
    open = .nothing
    if call.isBuffered { call.input += more } else { emit(call, more, &output) }
    call.isEmpty = false
    open = .call(call)
  }

  /// A call without arguments is told an empty object: clients read them as JSON.
  private mutating func endPart(_ output: inout [UInt8]) {
    if case .call(let call) = open {
      if call.isBuffered {
        emit(call, FreeformTool.text(of: call.input), &output)
      } else if call.isEmpty {
        emit(call, Array("{}".utf8), &output)
      }
    }
    open = .nothing
  }

  private mutating func emit(_ key: String, _ text: [UInt8], _ output: inout [UInt8]) {
    contentBytes += text.count
    emit(&output) { writer in
      writer.key(key)
      writer.string(bytes: text)
    }
  }

  private mutating func emit(_ call: OpenCall, _ more: [UInt8], _ output: inout [UInt8]) {
    contentBytes += more.count
    emit(&output) { callForm.writeGrowth(of: call.name, by: more, index: call.index, to: &$0) }
  }
}

// MARK: - Chunks

extension OpenAIChatChunkWriter {
  private mutating func end(_ output: inout [UInt8]) {
    start(&output)
    endPart(&output)
    isOver = true
    emit(&output, finish: callForm.finish(stopReason, callsTools: callCount > 0)) { _ in }
    if asksForUsage {
      Self.emit(&output) { writer in
        frame.writeChatHead(as: "chat.completion.chunk", to: &writer)
        writer.key("choices")
        writer.beginArray()
        writer.endArray()
        writeUsage(to: &writer)
      }
    }
    SSEWriter.append(data: Array("[DONE]".utf8), to: &output)
  }

  private mutating func fail(_ error: OpenAIChatErrorDescription, _ output: inout [UInt8]) {
    isOver = true
    error.append(to: &output)
  }

  /// The reported usage, or an estimate: clients steer their context by it, and take 0 for the truth.
  private func writeUsage(to writer: inout JSONWriter) {
    let estimate = Usage(input: frame.estimatedInput, output: TokenEstimate.tokens(forBytes: contentBytes))
    writer.key("usage")
    OpenAIChatUsage.write(frame.told(usage ?? estimate), to: &writer)
  }

  /// Appends a chunk. The last one tells the usage where no chunk of its own was asked for, as several vendors do.
  private func emit(
    _ output: inout [UInt8], finish: String? = nil, _ delta: (inout JSONWriter) -> Void
  ) {
    Self.emit(&output) { writer in
      frame.writeChatHead(as: "chat.completion.chunk", to: &writer)
      writer.key("choices")
      writer.beginArray()
      writer.beginObject()
      writer.field("index", 0)
      writer.key("delta")
      writer.beginObject()
      delta(&writer)
      writer.endObject()
      writer.key("finish_reason")
      if let finish { writer.string(finish) } else { writer.null() }
      writer.endObject()
      writer.endArray()
      if finish != nil, !asksForUsage { writeUsage(to: &writer) }
    }
  }

  private static func emit(_ output: inout [UInt8], _ members: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.beginObject()
    members(&writer)
    writer.endObject()
    SSEWriter.append(data: writer.bytes, to: &output)
  }
}

/// The tool call that is growing.
private struct OpenCall: Sendable {
  let name: String
  let index: Int
  /// Whether the arguments are told when they are whole, because the client is told something else.
  let isBuffered: Bool
  var isEmpty = true
  /// The arguments so far, of a call that is told when it is whole.
  var input: [UInt8] = []
}
