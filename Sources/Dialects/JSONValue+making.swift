import Wire

extension JSONValue {
  /// What a writer has written, which is one value.
  init(written writer: JSONWriter) {
    do {
      self = try JSONDocument(parsing: writer.bytes).root
    } catch {
      preconditionFailure("a writer wrote no JSON: \(error)")
    }
  }

  /// Values as a list of their own; nil when there are none.
  init?(listing values: [JSONValue]) {
    if values.isEmpty { return nil }
    var writer = JSONWriter()
    writer.beginArray()
    for value in values { writer.raw(value) }
    writer.endArray()
    self.init(written: writer)
  }
}
