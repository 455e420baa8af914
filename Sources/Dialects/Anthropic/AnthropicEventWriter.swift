import Conversations
import Wire

/// Writes an answer as a stream of Anthropic's events.
///
/// Blocks are numbered without gaps and come one after the other. The end is held until the answer is over, because
/// the reason and the true usage may arrive in any order.
struct AnthropicEventWriter: AnswerWriter {
  private let frame: AnswerFrame
  private let reasoning: AnthropicReasoning
  private var isStarted = false
  private var isOver = false
  private var nextIndex = 0
  private var open: OpenBlock?
  private var stopReason: StopReason?
  private var usage: Usage?
  private var callsTools = false
  private var contentBytes = 0

  /// A writer of an answer of which nothing has been written.
  init(_ frame: AnswerFrame) { self.init(frame, showing: AnthropicReasoning(askedBy: frame.request)) }

  init(_ frame: AnswerFrame, showing reasoning: AnthropicReasoning) {
    self.frame = frame
    self.reasoning = reasoning
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
    case .partEnded: endBlock(&output)
    case .finished(let reason, let report):
      stopReason = reason ?? stopReason
      update(report)
    case .ended: end(&output)
    case .failed(let type, let message):
      fail(type: AnthropicErrorDescription.type(of: type), message: message, &output)
    }
  }

  /// Appends the end of an answer that broke off: closes what is complete and tells the client why.
  mutating func fail(_ error: ClientError, to output: inout [UInt8]) {
    guard !isOver else { return }
    let description = AnthropicErrorDescription(error)
    fail(type: description.type, message: description.message, &output)
  }

  /// Appends a `ping`, which means nothing: behind the beginning of the message, which every client expects first.
  mutating func keepAlive(to output: inout [UInt8]) {
    guard !isOver else { return }
    start(&output)
    SSEWriter.append(event: "ping", data: Array(#"{"type":"ping"}"#.utf8), to: &output)
  }

  /// Appends an event that tells the client of an error, to a stream that this writer has not written.
  static func appendError(_ error: ClientError, to output: inout [UInt8]) {
    let description = AnthropicErrorDescription(error)
    appendError(type: description.type, message: description.message, to: &output)
  }

  /// Appends `message_start`, unless that has been done: the first thing a client is sent, before a keep-alive too.
  private mutating func start(_ output: inout [UInt8]) {
    guard !isStarted else { return }
    isStarted = true
    Self.emit("message_start", &output) { writer in
      writer.key("message")
      writer.beginObject()
      frame.writeHead(to: &writer)
      writer.key("content")
      writer.beginArray()
      writer.endArray()
      writer.key("stop_reason")
      writer.null()
      writer.key("stop_sequence")
      writer.null()
      writer.key("usage")
      AnthropicUsage.write(frame.told(usage ?? Usage(input: frame.estimatedInput)), to: &writer)
      writer.endObject()
    }
  }

  private mutating func update(_ report: PartialUsage) {
    guard report != PartialUsage() else { return }
    usage = usage ?? Usage(input: frame.estimatedInput)
    usage?.update(with: report)
  }
}

// MARK: - Blocks

extension AnthropicEventWriter {
  private mutating func begin(_ part: StreamEvent.Part, _ output: inout [UInt8]) {
    start(&output)
    endBlock(&output)
    let isShown = reasoning != .hidden || !part.isReasoning
    open = OpenBlock(kind: part, isShown: isShown)
    if case .toolCall = part { callsTools = true }
    guard isShown else { return }
    Self.emit("content_block_start", &output) { writer in
      writer.field("index", nextIndex)
      writer.key("content_block")
      AnthropicBlock.writeStart(of: part, to: &writer)
    }
  }

  private mutating func grow(by delta: StreamEvent.Delta, _ output: inout [UInt8]) {
    guard let block = open else { return }
    contentBytes += delta.count
    switch delta {
    case .input(let more): open?.input.append(contentsOf: more)
    case .signature:
      guard frame.showsSignatures else { return }
      open?.isSigned = true
    case .thinking where reasoning == .emptied: return
    case .text, .thinking, .other: break
    }
    if block.isShown, delta.count > 0 { write(delta, &output) }
  }

  private func write(_ delta: StreamEvent.Delta, _ output: inout [UInt8]) {
    Self.emit("content_block_delta", &output) { writer in
      writer.field("index", nextIndex)
      writer.key("delta")
      AnthropicBlock.write(delta, to: &writer)
    }
  }

  private mutating func endBlock(_ output: inout [UInt8]) {
    guard let block = open else { return }
    open = nil
    guard block.isShown else { return }
    if case .thinking = block.kind, !block.isSigned {
      write(.signature(Array(GatewaySignature.unsigned.utf8)), &output)
    }
    Self.emit("content_block_stop", &output) { $0.field("index", nextIndex) }
    nextIndex += 1
  }
}

// MARK: - The end

extension AnthropicEventWriter {
  private mutating func end(_ output: inout [UInt8]) {
    start(&output)
    endBlock(&output)
    isOver = true
    Self.emit("message_delta", &output) { writer in
      writer.key("delta")
      writer.beginObject()
      AnthropicStop.write(AnthropicStop.told(stopReason, callsTools: callsTools), to: &writer)
      writer.endObject()
      writer.key("usage")
      AnthropicUsage.write(frame.told(finalUsage), to: &writer)
    }
    Self.emit("message_stop", &output) { _ in }
  }

  /// The reported usage, or an estimate: clients steer their context by it, and take 0 for the truth.
  private var finalUsage: Usage {
    usage ?? Usage(input: frame.estimatedInput, output: TokenEstimate.tokens(forBytes: contentBytes))
  }

  /// A tool call that is not complete stays open: a client runs the calls whose blocks were closed.
  private mutating func fail(type: String, message: String, _ output: inout [UInt8]) {
    if open?.isComplete == true { endBlock(&output) }
    isOver = true
    Self.appendError(type: type, message: message, to: &output)
  }

  private static func appendError(type: String, message: String, to output: inout [UInt8]) {
    emit("error", &output) { writer in
      writer.key("error")
      writer.beginObject()
      writer.field("type", type)
      writer.field("message", message)
      writer.endObject()
    }
  }

  private static func emit(
    _ type: String, _ output: inout [UInt8], _ members: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", type)
    members(&writer)
    writer.endObject()
    SSEWriter.append(event: type, data: writer.bytes, to: &output)
  }
}

/// The block that is growing.
private struct OpenBlock: Sendable {
  let kind: StreamEvent.Part
  let isShown: Bool
  var isSigned = false
  /// The arguments of a tool call so far.
  var input: [UInt8] = []

  /// Whether a client could use the block if it ended here.
  var isComplete: Bool {
    guard case .toolCall = kind else { return true }
    return (try? JSONDocument(parsing: input)) != nil
  }
}

extension StreamEvent.Part {
  fileprivate var isReasoning: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    case .text, .toolCall, .other: false
    }
  }
}

extension StreamEvent.Delta {
  fileprivate var count: Int {
    switch self {
    case .text(let bytes), .thinking(let bytes), .signature(let bytes), .input(let bytes), .other(let bytes):
      bytes.count
    }
  }
}
