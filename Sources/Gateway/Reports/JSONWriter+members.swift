import Wire

/// What reports are made of, in one call.
extension JSONWriter {
  /// Writes an object.
  mutating func object(_ fields: (inout JSONWriter) -> Void) {
    beginObject()
    fields(&self)
    endObject()
  }

  /// Writes a member that is an array.
  mutating func array<Element>(
    _ name: String, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }

  /// Writes a member that is an array of strings.
  mutating func strings(_ name: String, _ elements: [String]) {
    array(name, elements) { $0.string($1) }
  }

  /// Writes a member that is an object; `null` for nothing.
  mutating func optional<Value>(
    _ name: String, _ value: Value?, _ fields: (inout JSONWriter, Value) -> Void
  ) {
    key(name)
    guard let value else { return null() }
    object { fields(&$0, value) }
  }

  /// Writes a member that is a string; `null` for nothing.
  mutating func optional(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member that is a whole number; `null` for nothing.
  mutating func optional(_ name: String, _ value: Int?) {
    key(name)
    if let value { number(value) } else { null() }
  }

  /// Writes a member that is a number; `null` for nothing.
  mutating func optional(_ name: String, _ value: Double?) {
    key(name)
    if let value { number(value) } else { null() }
  }
}
