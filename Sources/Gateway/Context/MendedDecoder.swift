import ContextEngine
import Conversations
import Dialects

/// Reads an answer as another decoder does, and repairs the tool calls in it.
final class MendedDecoder: AnswerDecoder {
  private let decoder: any AnswerDecoder
  private var mender: ToolCallMender
  private var read: [StreamEvent] = []

  init(_ decoder: any AnswerDecoder, by mender: ToolCallMender) {
    self.decoder = decoder
    self.mender = mender
  }

  /// What was repaired, a note for each call.
  var notes: [String] { mender.notes }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    read.removeAll(keepingCapacity: true)
    decoder.feed(bytes, into: &read)
    mend(into: &events)
  }

  func finish(into events: inout [StreamEvent]) {
    read.removeAll(keepingCapacity: true)
    decoder.finish(into: &read)
    mend(into: &events)
  }

  private func mend(into events: inout [StreamEvent]) {
    for event in read { events += mender.mended(event) }
  }
}

extension Attempt {
  /// What repairs the tool calls of the answer; nil where bytes pass as they are.
  var mender: ToolCallMender? {
    guard !isVerbatim, let tools = try? client.dialect.tools(of: request), !tools.isEmpty else { return nil }
    return ToolCallMender(ToolCallRepair(tools: tools))
  }
}
