/// Takes a `text/event-stream` apart as it arrives, wherever the network cut it.
///
/// By the rules of the WHATWG HTML standard, section 9.2.6: lines end with LF, CR or CRLF, a byte order mark at the
/// start is skipped, several `data:` lines make one text, events without data are dropped, unknown fields and
/// comments are ignored. So are `id:` and `retry:`, which serve reconnecting, and a request to a model cannot be
/// taken up again. One liberty: an event that the end of the stream cut off before its blank line still counts.
///
/// An event that lies whole in a chunk is lent out of the chunk, without a copy.
public struct SSEParser: Sendable {
  private let maxEvent: Int
  private var name = SSEField()
  private var data = SSEField()
  /// What earlier chunks held of a line that has not ended yet.
  private var line: [UInt8] = []
  private var isFirstLine = true
  private var lastWasCarriageReturn = false

  private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// A parser at the start of a stream.
  ///
  /// - Parameter maxEvent: most bytes of one line and of one event's data. 64 MiB by default: a tool call can carry
  ///   a whole file, in base64, in one event.
  public init(maxEvent: Int = 64 << 20) { self.maxEvent = maxEvent }

  /// Whether no event has begun that has not ended: here the stream could stop, or something be put between.
  public var isBetweenEvents: Bool { line.isEmpty && !name.isPresent && !data.isPresent }

  /// Reads the next bytes and calls `each` with the events that end in them.
  ///
  /// - Throws: `SSEError` when an event is too large; the stream cannot be read on then.
  public mutating func feed(
    _ chunk: UnsafeRawBufferPointer, _ each: (ServerSentEvent) -> Void
  ) throws(SSEError) {
    var position = 0
    if lastWasCarriageReturn, chunk.first == .lineFeed { position = 1 }
    if !chunk.isEmpty { lastWasCarriageReturn = chunk[chunk.count - 1] == .carriageReturn }
    var lineEnds = SSELineEnds(of: chunk)
    while let end = lineEnds.first(from: position) {
      try take(position..<end.lowerBound, of: chunk, each)
      position = end.upperBound
    }
    try keep(position..<chunk.count, of: chunk)
  }

  /// Says that the stream is over: calls `each` with the event that it left without a blank line, if it has data.
  ///
  /// - Throws: `SSEError` when that event is too large.
  public mutating func finish(_ each: (ServerSentEvent) -> Void) throws(SSEError) {
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    if !line.isEmpty { try take(0..<0, of: none, each) }
    dispatch(none, each)
  }

  // MARK: Lines

  /// Reads a line that ends in the chunk, and began there or earlier.
  private mutating func take(
    _ range: Range<Int>, of chunk: UnsafeRawBufferPointer, _ each: (ServerSentEvent) -> Void
  ) throws(SSEError) {
    if line.isEmpty && !isFirstLine { return try read(range, of: chunk, each) }
    var whole: [UInt8] = []
    swap(&whole, &line)
    whole.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[range]))
    if isFirstLine, whole.starts(with: SSEParser.byteOrderMark) { whole.removeFirst(3) }
    isFirstLine = false
    try whole.span.withUnsafeBytes { (bytes) throws(SSEError) in
      try read(0..<bytes.count, of: bytes, each)
      name.keep(from: bytes)
      data.keep(from: bytes)
    }
  }

  /// Sets aside a line that has not ended, and what its event has lent from the chunk.
  private mutating func keep(_ range: Range<Int>, of chunk: UnsafeRawBufferPointer) throws(SSEError) {
    let markLength = isFirstLine ? SSEParser.byteOrderMark.count : 0
    guard line.count + range.count <= maxEvent + markLength else { throw .eventTooLarge(limit: maxEvent) }
    line.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[range]))
    name.keep(from: chunk)
    data.keep(from: chunk)
  }

  /// Reads the line that lies there whole.
  private mutating func read(
    _ range: Range<Int>, of text: UnsafeRawBufferPointer, _ each: (ServerSentEvent) -> Void
  ) throws(SSEError) {
    if range.isEmpty { return dispatch(text, each) }
    guard range.count <= maxEvent else { throw .eventTooLarge(limit: maxEvent) }
    let line = UnsafeRawBufferPointer(rebasing: text[range])
    let colon = line.firstOffset(of: .colon) ?? line.count
    var start = min(colon + 1, line.count)
    if start < line.count, line[start] == .space { start += 1 }
    let value = range.lowerBound + start..<range.upperBound
    let field = UnsafeRawBufferPointer(rebasing: line[..<colon])
    if field.isEqual(to: "data") {
      guard data.count + value.count < maxEvent else { throw .eventTooLarge(limit: maxEvent) }
      data.append(value, of: text)
    } else if field.isEqual(to: "event") {
      name.set(value)
    }
  }

  /// Ends the event.
  private mutating func dispatch(_ text: UnsafeRawBufferPointer, _ each: (ServerSentEvent) -> Void) {
    if data.isPresent {
      name.withBytes(in: text) { name in
        data.withBytes(in: text) { data in each(ServerSentEvent(name: name, data: data)) }
      }
    }
    name.clear()
    data.clear()
  }
}
