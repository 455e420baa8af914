import Wire

extension JSONWriter {
  /// Writes a JSON value of somebody else's so that an event has it on one line: in JSON, line breaks stand between
  /// values only.
  mutating func raw(onOneLine value: some Collection<UInt8>) { raw(value.filter { !ASCII.isLineBreak($0) }) }
}
