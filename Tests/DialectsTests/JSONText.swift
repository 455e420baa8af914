import Testing
import Wire

/// JSON in tests.
enum JSONText {
  /// The text without white space between its values; what is no JSON stays as it is.
  static func compact(_ bytes: [UInt8]) -> String {
    guard let document = try? JSONDocument(parsing: bytes) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var writer = JSONWriter()
    write(document.root, to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
    switch value.kind {
    case .object:
      writer.beginObject()
      for (key, member) in value.members {
        writer.key(key.string ?? "")
        write(member, to: &writer)
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      for element in value.elements { write(element, to: &writer) }
      writer.endArray()
    default: writer.raw(value)
    }
  }

  /// A document from text that must be JSON.
  static func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }
}
