import Wire

/// What a tool is called with, which must be an object and is not always one.
enum ToolInput {
  /// Where text that is no JSON is kept, so that the next reader sees what was written.
  private static let rawKey = "_raw"

  /// Writes an object: the very bytes where they are one, an empty object for nothing, a text that holds an object
  /// as that object, anything else as the member `_raw` of one.
  static func writeObject(from input: [UInt8], to writer: inout JSONWriter) {
    guard let value = try? JSONDocument(parsing: input).root else {
      return input.allSatisfy(ASCII.isSpace)
        ? writeEmpty(to: &writer) : writeRaw(to: &writer) { $0.string(bytes: input) }
    }
    switch value.kind {
    case .object: writer.raw(value)
    case .null: writeEmpty(to: &writer)
    case .string: writeText(value, to: &writer)
    case .array, .number, .true, .false: writeRaw(to: &writer) { $0.raw(value) }
    }
  }

  /// The object as bytes.
  static func object(from input: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writeObject(from: input, to: &writer)
    return writer.bytes
  }

  private static func writeText(_ text: JSONValue, to writer: inout JSONWriter) {
    var decoded: [UInt8] = []
    text.appendDecoded(to: &decoded)
    if decoded.allSatisfy(ASCII.isSpace) { return writeEmpty(to: &writer) }
    if let inner = try? JSONDocument(parsing: decoded).root, inner.kind == .object {
      return writer.raw(inner)
    }
    writeRaw(to: &writer) { $0.raw(text) }
  }

  private static func writeEmpty(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.endObject()
  }

  private static func writeRaw(to writer: inout JSONWriter, _ value: (inout JSONWriter) -> Void) {
    writer.beginObject()
    writer.key(rawKey)
    value(&writer)
    writer.endObject()
  }
}
