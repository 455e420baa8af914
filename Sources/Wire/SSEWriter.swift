/// Writes `text/event-stream`.
public enum SSEWriter {
  /// Appends one event with its blank line.
  ///
  /// - Parameters:
  ///   - event: what the `event:` line says, a word without line ends; nil for no such line.
  ///   - data: any text; one with line ends goes out as several `data:` lines.
  ///   - output: where to append.
  @inlinable
  public static func append(event: String? = nil, data: some Sequence<UInt8>, to output: inout [UInt8]) {
    data.withContiguousBytes { append(event: event, data: $0, to: &output) }
  }

  /// Appends one event with its blank line; as above, with the data where it lies.
  public static func append(event: String? = nil, data: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    if var event { event.withUTF8 { appendName(UnsafeRawBufferPointer($0), to: &output) } }
    appendLines(of: data, prefix: "data: ", to: &output)
    output.append(.lineFeed)
  }

  /// Appends a comment, which readers ignore and which keeps the connection alive.
  public static func appendComment(_ text: String, to output: inout [UInt8]) {
    text.utf8.withContiguousBytes { appendLines(of: $0, prefix: ": ", to: &output) }
    output.append(.lineFeed)
  }

  private static func appendName(_ name: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    var lineEnds = SSELineEnds(of: name)
    precondition(lineEnds.first(from: 0) == nil, "a line end in an event's name")
    appendLines(of: name, prefix: "event: ", to: &output)
  }

  /// Appends every line of the text with the prefix, so that no line end in it can end the field.
  private static func appendLines(
    of text: UnsafeRawBufferPointer, prefix: StaticString, to output: inout [UInt8]
  ) {
    var lineEnds = SSELineEnds(of: text)
    var position = 0
    while true {
      let end = lineEnds.first(from: position) ?? text.count..<text.count
      prefix.withUTF8Buffer { output.append(contentsOf: $0) }
      output.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[position..<end.lowerBound]))
      output.append(.lineFeed)
      if end.isEmpty { return }
      position = end.upperBound
    }
  }
}
