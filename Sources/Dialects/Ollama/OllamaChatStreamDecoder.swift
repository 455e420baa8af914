import Conversations
import Wire

/// Reads a stream of Ollama's: an object a line, of which the last says that it is done.
final class OllamaChatStreamDecoder: AnswerDecoder {
  private var parser = NDJSONParser()
  private var json = JSONReader()
  private var reader: OllamaChatReader

  init(_ reader: OllamaChatReader) { self.reader = reader }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !reader.isOver else { return }
    do {
      try parser.feed(bytes) { line in
        if let error = read(line, into: &events) {
          reader.fail(.failed(type: nil, message: "a line is not JSON: \(error)"), into: &events)
        }
      }
    } catch {
      reader.fail(.failed(type: nil, message: "\(error)"), into: &events)
    }
  }

  /// The end of the body: without an object that says so the answer was cut, also behind tool calls, of which more may
  /// have been to come.
  func finish(into events: inout [StreamEvent]) {
    // What a cut left of a line is not worth a failure of its own.
    parser.finish { _ = read($0, into: &events) }
  }

  private func read(_ line: UnsafeRawBufferPointer, into events: inout [StreamEvent]) -> JSONError? {
    guard !reader.isOver else { return nil }
    do throws(JSONError) {
      try json.read(line) { reader.take($0, into: &events) }
      return nil
    } catch {
      return error
    }
  }
}
