import Conversations
import Wire

/// Reads a stream of Gemini's: events without names and without a mark of the end or, where the server was not asked for
/// events, one JSON array.
final class GeminiStreamDecoder: AnswerDecoder {
  private enum Form {
    case events, array
  }

  private var form: Form?
  private var parser = SSEParser()
  private var array = JSONArrayObjects()
  private var json = JSONReader()
  private var decoder: GeminiAnswerDecoder

  init(_ decoder: GeminiAnswerDecoder) { self.decoder = decoder }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !decoder.isOver else { return }
    if form == nil { form = Self.form(of: bytes) }
    do {
      switch form {
      case .events: try parser.feed(bytes) { take($0.data, into: &events) }
      case .array: try array.feed(bytes) { object in object.withUnsafeBytes { take($0, into: &events) } }
      case nil: break
      }
    } catch {
      decoder.fail(.failed(type: nil, message: "\(error)"), into: &events)
    }
  }

  func finish(into events: inout [StreamEvent]) {
    // What a cut left of an event is not worth a failure of its own.
    try? parser.finish { _ = read($0.data, into: &events) }
    decoder.end(into: &events)
  }

  /// The form of a body, by its first byte that is no white space.
  private static func form(of bytes: UnsafeRawBufferPointer) -> Form? {
    bytes.first { !ASCII.isSpace($0) }.map { $0 == UInt8(ascii: "[") ? .array : .events }
  }

  private func take(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard let error = read(data, into: &events) else { return }
    decoder.fail(.failed(type: nil, message: "a chunk is not JSON: \(error)"), into: &events)
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
