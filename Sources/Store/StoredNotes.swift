import Wire

/// How the notes of a turn lie in a row: a JSON list of strings, and NULL for the usual turn without any.
enum StoredNotes {
  /// The text to be stored for some notes.
  static func encode(_ notes: [String]) -> String? {
    guard !notes.isEmpty else { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for note in notes { writer.string(note) }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The notes behind a stored text; nil when the row is damaged.
  static func decode(_ text: String?) -> [String]? {
    guard let text else { return [] }
    guard let list = try? JSONDocument(parsing: Array(text.utf8)).root, list.kind == .array else {
      return nil
    }
    return list.elements.compactMap(\.string)
  }
}
