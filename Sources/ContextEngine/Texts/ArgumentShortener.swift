import Wire

/// Writes the arguments of a call with its long texts shortened.
struct ArgumentShortener {
  private var writer = JSONWriter()

  /// What has been written.
  var bytes: [UInt8] { writer.bytes }

  /// The most characters of a text that an edit has replaced: it is in no file any more.
  private static let replacedText = 80
  /// The most characters of any other text.
  private static let text = 400

  /// The names of texts that an edit replaces.
  private static let replaced: Set<String> = [
    "old_string", "oldString", "oldText", "old_str", "old_text", "search",
  ]

  /// Writes a value that is the member of this name, or in a list of that name.
  mutating func write(_ value: JSONValue, key: String) {
    switch value.kind {
    case .object:
      writer.beginObject()
      for (name, member) in value.members {
        let name = name.string ?? ""
        writer.key(name)
        write(member, key: name)
      }
      writer.endObject()
    case .array:
      writer.beginArray()
      for element in value.elements { write(element, key: key) }
      writer.endArray()
    case .string: write(text: value, limit: Self.replaced.contains(key) ? Self.replacedText : Self.text)
    default: writer.raw(value)
    }
  }

  private mutating func write(text value: JSONValue, limit: Int) {
    // The mark takes room as well.
    guard value.range.count > limit + 60, let text = value.string else { return writer.raw(value) }
    let head = text.clipped(to: limit)
    let left = text.utf8.count - head.utf8.count
    if left <= 60 { writer.raw(value) } else { writer.string("\(head) [ctxgw: \(left) bytes left out]") }
  }
}
