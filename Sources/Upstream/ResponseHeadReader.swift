import Wire

/// Puts a response's head together from its lines: skips provisional heads (1xx), ignores trailers.
struct ResponseHeadReader {
  /// Bytes of all heads of a response together. As much as the server takes of a client.
  static let maxBytes = 64 << 10
  /// Fields of a head.
  static let maxFields = 200

  private var status = 0
  private var fields = HTTPFields()
  private var bytes = 0
  /// The final head, once it is complete.
  private(set) var head: HTTPResponseHead?

  /// Takes in a line as received, line end included.
  ///
  /// A line that is not a well-formed field is left out: libcurl has framed the message already, so nothing hangs on it.
  mutating func append(line: UnsafeRawBufferPointer) throws(TransportError) {
    guard head == nil else { return }
    bytes += line.count
    guard bytes <= Self.maxBytes else { throw .tooLarge }
    if line.starts(with: "HTTP/".utf8) {
      fields = HTTPFields()
      status = Self.status(in: line)
    } else if line.allSatisfy({ $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) {
      try endHead()
    } else {
      _ = fields.append(line: line)
      guard fields.count <= Self.maxFields else { throw .tooLarge }
    }
  }

  private mutating func endHead() throws(TransportError) {
    // We never ask for an upgrade, so 101 is no answer to anything we sent.
    guard status >= 100, status != 101 else { throw .reset("the server did not answer in HTTP") }
    if status >= 200 { head = HTTPResponseHead(status: status, fields: fields) }
  }

  /// The three digits behind the first space of a status line, or 0.
  private static func status(in line: UnsafeRawBufferPointer) -> Int {
    let digits = line.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix(3)
    guard digits.count == 3, digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
      return 0
    }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
