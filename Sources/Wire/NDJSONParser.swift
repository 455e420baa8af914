/// Takes an `application/x-ndjson` stream apart as it arrives, wherever the network cut it: one JSON text a line.
///
/// Lines end with LF; white space around a text, a CR before the LF with it, belongs to JSON and stays. Lines without
/// anything but white space are dropped. What the texts say is not looked at. A last line that lacks its LF counts.
///
/// A line that lies whole in a chunk is lent out of the chunk, without a copy.
public struct NDJSONParser: Sendable {
  private let maxLine: Int
  /// What earlier chunks held of a line that has not ended yet.
  private var line: [UInt8] = []

  /// A parser at the start of a stream.
  ///
  /// - Parameter maxLine: most bytes of one line. 64 MiB by default: a tool call can carry a whole file in one line.
  public init(maxLine: Int = 64 << 20) { self.maxLine = maxLine }

  /// Reads the next bytes and calls `each` with the lines that end in them.
  ///
  /// - Throws: `NDJSONError` when a line is too large; the stream cannot be read on then.
  public mutating func feed(
    _ chunk: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void
  ) throws(NDJSONError) {
    var rest = chunk
    while let end = rest.firstOffset(of: .lineFeed) {
      try take(UnsafeRawBufferPointer(rebasing: rest[..<end]), each)
      rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
    }
    try keep(rest)
  }

  /// Says that the stream is over: calls `each` with the line that it left without an end, if it holds anything.
  public mutating func finish(_ each: (UnsafeRawBufferPointer) -> Void) {
    var last: [UInt8] = []
    swap(&last, &line)
    last.withUnsafeBytes { pass($0, each) }
  }

  /// Reads a line that ends in a chunk, and began there or earlier.
  private mutating func take(
    _ end: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void
  ) throws(NDJSONError) {
    guard line.isEmpty else {
      try keep(end)
      return finish(each)
    }
    guard end.count <= maxLine else { throw .lineTooLarge(limit: maxLine) }
    pass(end, each)
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) throws(NDJSONError) {
    guard line.count + bytes.count <= maxLine else { throw .lineTooLarge(limit: maxLine) }
    line.append(contentsOf: bytes)
  }

  private func pass(_ line: UnsafeRawBufferPointer, _ each: (UnsafeRawBufferPointer) -> Void) {
    if !line.allSatisfy(JSONText.isWhitespace) { each(line) }
  }
}

/// Why a stream of lines cannot be read on.
public enum NDJSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A line is longer than this many bytes.
  case lineTooLarge(limit: Int)

  /// The fault as a sentence for people.
  public var description: String {
    switch self {
    case .lineTooLarge(let limit): "a line of the stream is larger than \(limit) bytes"
    }
  }
}
