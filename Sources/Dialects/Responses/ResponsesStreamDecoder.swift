import Conversations
import Wire

/// Reads a stream of the Responses API. Only the `type` inside an event counts: not every server names its events.
final class ResponsesStreamDecoder: AnswerDecoder {
  private var parser = SSEParser()
  private var json = JSONReader()
  private var decoder: ResponsesAnswerDecoder

  init(_ decoder: ResponsesAnswerDecoder) { self.decoder = decoder }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !decoder.isOver else { return }
    do {
      try parser.feed(bytes) { event in
        if let error = read(event.data, into: &events) {
          decoder.fail(.failed(type: nil, message: "an event is not JSON: \(error)"), into: &events)
        }
      }
    } catch {
      decoder.fail(.failed(type: nil, message: "\(error)"), into: &events)
    }
  }

  /// The end of the body: without an event that says so the answer was cut, also behind calls, of which more may have
  /// been to come.
  func finish(into events: inout [StreamEvent]) {
    // What a cut left of an event is not worth a failure of its own.
    try? parser.finish { _ = read($0.data, into: &events) }
  }

  private func read(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) -> JSONError? {
    guard !decoder.isOver, !data.isDoneMark else { return nil }
    do throws(JSONError) {
      try json.read(data) { decoder.take($0, into: &events) }
      return nil
    } catch {
      return error
    }
  }
}
