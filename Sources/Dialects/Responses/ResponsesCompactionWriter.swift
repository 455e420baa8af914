import Conversations

/// Writes the answer to a request for a compaction: a stream with one item, which holds all that the model has said.
struct ResponsesCompactionWriter: AnswerWriter {
  private var stream: ResponsesStream
  private let ids: IDSource
  private var summary: [UInt8] = []

  /// A writer of an answer of which nothing has been written.
  init(_ frame: AnswerFrame, ids: IDSource) {
    stream = ResponsesStream(frame)
    self.ids = ids
  }

  /// Appends what the client is sent of this event, which may be nothing.
  mutating func write(_ event: StreamEvent, to output: inout [UInt8]) {
    guard !stream.isOver else { return }
    switch event {
    case .started(_, _, let usage):
      stream.update(usage)
      stream.start(&output)
    case .delta(.text(let more)):
      stream.contentBytes += more.count
      summary.append(contentsOf: more)
    case .finished(let reason, let usage): stream.update(usage, reason)
    case .ended: end(&output)
    case .failed(let type, let message): stream.fail(ResponsesFailure(reported: type, message), to: &output)
    case .partStarted, .delta, .partEnded: break
    }
  }

  /// Appends the end of an answer that broke off.
  mutating func fail(_ error: ClientError, to output: inout [UInt8]) {
    if !stream.isOver { stream.fail(ResponsesFailure(error), to: &output) }
  }

  /// Appends an event of a response that goes on.
  mutating func keepAlive(to output: inout [UInt8]) {
    if !stream.isOver { stream.keepAlive(&output) }
  }

  /// Nothing is no summary: with it in place of the history all would be forgotten.
  private mutating func end(_ output: inout [UInt8]) {
    guard !summary.allSatisfy(ASCII.isSpace) else { return stream.fail(.noSummary, to: &output) }
    let item = ResponsesOutputItem(id: ids.next("cmp_"), content: .compaction(summary: summary))
    stream.add(item, to: &output)
    stream.finish(item, to: &output)
    stream.end(&output)
  }
}
