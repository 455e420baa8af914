#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Reads requests off a stream of bytes, one after the other, however the stream is cut.
///
/// What it says depends on the bytes alone, never on how they were handed in. After an error the stream is of no use.
public struct HTTPRequestParser: Sendable {
  /// What has been read.
  public enum Event: Sendable {
    /// A head whose body follows; the client may be holding it back until it is told `100 Continue`.
    case bodyFollows(expectsContinue: Bool)
    /// A whole request.
    case request(HTTPRequest)
  }

  // A declared length is only a claim: memory follows the bytes that come, a step ahead of them.
  private static let firstReservation = 1 << 20
  private static let maxFill = 256 << 10

  private let limits: HTTPLimits
  private var scanned = 0
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var decoder: ChunkedDecoder

  /// A parser at the start of a stream.
  public init(limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
    decoder = ChunkedDecoder(limits: limits)
  }

  /// Whether a head has been read and its body is not complete yet.
  public var isInBody: Bool { head != nil }

  /// Bytes of the body held so far.
  public var bodyCount: Int { body.count }

  /// Reads on, consuming what it understands. Returns nil when it needs more bytes; to be called until then.
  public mutating func next(_ input: inout Buffer) throws(HTTPFramingError) -> Event? {
    guard let head else { return try readHead(&input) }
    switch head.framing {
    case .none: return finish(head)
    case .length(let length):
      let count = min(length - body.count, input.count)
      reserve(count, of: length)
      body.append(contentsOf: UnsafeRawBufferPointer(rebasing: input.bytes[..<count]))
      input.consume(count)
      return body.count == length ? finish(head) : nil
    case .chunked:
      input.consume(try decoder.feed(input.bytes, into: &body))
      return decoder.isDone ? finish(head) : nil
    }
  }

  /// Lets `read` fill in the body at its place, without the way through the buffer. Returns what `read` returned, or
  /// nil without calling it unless the length of the body is known and some of it is missing. The buffer must be
  /// empty; `next` then tells whether the request is complete.
  public mutating func fillBody(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int? {
    guard case .length(let length)? = head?.framing, body.count < length else { return nil }
    let count = min(length - body.count, Self.maxFill)
    reserve(count, of: length)
    var result = 0
    body.append(addingCapacity: count) { span in
      span.withUnsafeMutableBufferPointer { space, filled in
        result = read(UnsafeMutableRawBufferPointer(space))
        filled = max(0, result)
      }
    }
    return result
  }

  private mutating func reserve(_ count: Int, of length: Int) {
    guard body.capacity < body.count + count else { return }
    body.reserveCapacity(min(length, max(Self.firstReservation, 2 * body.capacity, body.count + count)))
  }

  private mutating func finish(_ head: HTTPRequestHead) -> Event {
    var request = head.request
    swap(&request.body, &body)
    self.head = nil
    decoder = ChunkedDecoder(limits: limits)
    return .request(request)
  }
}

// MARK: - The head

extension HTTPRequestParser {
  private mutating func readHead(_ input: inout Buffer) throws(HTTPFramingError) -> Event? {
    skipEmptyLines(&input)
    guard let length = try endOfHead(input.bytes) else { return nil }
    let head = try HTTPRequestHead(parsing: Array(input.bytes[..<length]), limits: limits)
    input.consume(length)
    scanned = 0
    if head.framing == .none { return .request(head.request) }
    self.head = head
    return .bodyFollows(expectsContinue: head.expectsContinue)
  }

  /// RFC 9112, section 2.2: empty lines before a request are ignored, for clients that end a body with one.
  private func skipEmptyLines(_ input: inout Buffer) {
    while input.count >= 2, input.bytes[0] == HTTPCharacter.carriageReturn,
      input.bytes[1] == HTTPCharacter.lineFeed
    {
      input.consume(2)
    }
  }

  /// The length of the head, the empty line included; nil if its end has not come yet.
  private mutating func endOfHead(_ bytes: UnsafeRawBufferPointer) throws(HTTPFramingError) -> Int? {
    guard let first = bytes.first else { return nil }
    if first == HTTPCharacter.carriageReturn, bytes.count == 1 { return nil }
    // Told at once, because what is not HTTP - a TLS greeting above all - may never send a line end.
    guard HTTPCharacter.isToken(first) else {
      throw .malformed("this is not HTTP: the port speaks plain HTTP/1.1")
    }
    let window = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, limits.maxHead)])
    while let lineFeed = Self.firstLineFeed(in: window, from: scanned) {
      guard window[lineFeed - 1] == HTTPCharacter.carriageReturn else {
        throw .malformed("a line ends without a carriage return")
      }
      if window[lineFeed - 2] == HTTPCharacter.lineFeed { return lineFeed + 1 }
      scanned = lineFeed + 1
    }
    scanned = window.count
    guard window.count < limits.maxHead else {
      throw HTTPFramingError(status: 431, reason: "the head is larger than \(limits.maxHead) bytes")
    }
    return nil
  }

  private static func firstLineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count else { return nil }
    let found = memchr(base + start, Int32(HTTPCharacter.lineFeed), bytes.count - start)
    return found.map { UnsafeRawPointer($0) - base }
  }
}
