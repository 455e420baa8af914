import Conversations
import Wire

/// The stream of an answer around its items: the beginning, the numbers of its events, and the end.
struct ResponsesStream {
  private let frame: AnswerFrame
  private var sequenceNumber = 0
  private var isStarted = false
  private var usage: Usage?
  private var stopReason: StopReason?
  /// The items that are complete, as they were written.
  private var items: [[UInt8]] = []
  /// How much has been said, in bytes.
  var contentBytes = 0
  /// Whether the end has been written.
  private(set) var isOver = false

  /// A stream of which nothing has been written.
  init(_ frame: AnswerFrame) { self.frame = frame }

  /// The place of the item that is growing, or will be next.
  var outputIndex: Int { items.count }

  /// Takes in what a backend has reported.
  mutating func update(_ report: PartialUsage, _ reason: StopReason? = nil) {
    stopReason = reason ?? stopReason
    guard report != PartialUsage() else { return }
    usage = usage ?? Usage(input: frame.estimatedInput)
    usage?.update(with: report)
  }

  // MARK: Events

  /// Appends an event; its members follow its type and number.
  mutating func emit(
    _ type: String, to output: inout [UInt8], _ members: (inout JSONWriter) -> Void
  ) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", type)
    writer.field("sequence_number", sequenceNumber)
    members(&writer)
    writer.endObject()
    sequenceNumber += 1
    SSEWriter.append(event: type, data: writer.bytes, to: &output)
  }

  /// Appends the beginning, unless that has been done.
  mutating func start(_ output: inout [UInt8]) {
    guard !isStarted else { return }
    isStarted = true
    emitResponse("response.created", .inProgress, to: &output)
    emitResponse("response.in_progress", .inProgress, to: &output)
  }

  /// Appends an event that means nothing new. Codex does not take comments for a sign of life.
  mutating func keepAlive(_ output: inout [UInt8]) {
    guard isStarted else { return start(&output) }
    emitResponse("response.in_progress", .inProgress, to: &output)
  }

  /// Appends that an item begins.
  mutating func add(_ item: ResponsesOutputItem, to output: inout [UInt8]) {
    start(&output)
    let index = outputIndex
    emit("response.output_item.added", to: &output) { writer in
      writer.field("output_index", index)
      writer.key("item")
      item.write(.inProgress, to: &writer)
    }
  }

  /// Appends an item, which is complete.
  mutating func finish(_ item: ResponsesOutputItem, to output: inout [UInt8]) {
    var written = JSONWriter()
    item.write(.completed, to: &written)
    let index = outputIndex
    emit("response.output_item.done", to: &output) { writer in
      writer.field("output_index", index)
      writer.key("item")
      writer.raw(written.bytes)
    }
    items.append(written.bytes)
  }

  // MARK: The end

  /// Appends the end.
  mutating func end(_ output: inout [UInt8]) {
    start(&output)
    isOver = true
    let status = ResponsesStatus(stopReason, isForCodex: frame.request.isFromCodex)
    emitResponse("response.\(status.word)", status, to: &output)
  }

  /// Appends the end of a response that failed.
  mutating func fail(_ failure: ResponsesFailure, to output: inout [UInt8]) {
    start(&output)
    isOver = true
    emitResponse("response.failed", .failed(code: failure.code, message: failure.message), to: &output)
  }

  private mutating func emitResponse(_ type: String, _ status: ResponsesStatus, to output: inout [UInt8]) {
    let (frame, items, usage) = (frame, items, status.isGood ? finalUsage : nil)
    emit(type, to: &output) { writer in
      writer.key("response")
      frame.writeResponse(status, output: items, usage: usage, to: &writer)
    }
  }

  /// The reported usage, or an estimate: Codex compacts its history by it.
  private var finalUsage: Usage {
    usage ?? Usage(input: frame.estimatedInput, output: TokenEstimate.tokens(forBytes: contentBytes))
  }
}
