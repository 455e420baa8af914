import Wire

/// Writes the arguments of a call with its long texts shortened: keys, order and types stay.
struct ArgumentShortener {
  private var writer = JSONWriter()
  private let keepsNewText: Bool

  /// A shortener; `keepsNewText` when the new text of an edit stays whole.
  init(keepsNewText: Bool) { self.keepsNewText = keepsNewText }

  /// What has been written.
  var bytes: [UInt8] { writer.bytes }

  /// The most bytes of a text that an edit has replaced: it is in no file any more.
  private static let replacedText = 60
  /// The most bytes of any other text.
  private static let text = 300
  /// A text is not cut for less than this many bytes, which the mark would eat up.
  private static let leastGain = 60

  /// The names of texts that an edit replaces.
  private static let replaced: Set<String> = [
    "old_string", "oldString", "oldText", "old_str", "old_text", "search",
  ]
  /// The names of texts that an edit puts in, or a file is written with.
  private static let new: Set<String> = [
    "new_string", "newString", "newText", "new_str", "new_text", "replace", "content", "contents",
    "file_text", "text",
    "insert_text", "diff",
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
    case .string: write(text: value, key: key)
    default: writer.raw(value)
    }
  }

  private mutating func write(text value: JSONValue, key: String) {
    guard value.range.count > Self.replacedText + Self.leastGain, let text = value.string else {
      return writer.raw(value)
    }
    if Self.replaced.contains(key) {
      write(text, within: Self.replacedText)
    } else if !keepsNewText {
      write(text, within: Self.text)
    } else if PatchText.isPatch(text) {
      writer.string(PatchText.withoutOldLines(text))
    } else if Self.new.contains(key) {
      writer.raw(value)
    } else {
      write(text, within: Self.text)
    }
  }

  /// Writes the beginning of a text up to a line's end, and how much is missing.
  private mutating func write(_ text: String, within limit: Int) {
    let bytes = Array(text.utf8)
    guard bytes.count > limit + Self.leastGain else { return writer.string(text) }
    var end = bytes[..<limit].lastIndex(of: UInt8(ascii: "\n")) ?? limit
    if end < limit / 3 { end = limit }
    while bytes[end].isContinuation { end -= 1 }
    writer.string(bytes[..<end].text + "… [ctxgw: \(bytes.count - end) bytes left out]")
  }
}
