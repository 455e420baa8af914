/// Takes the chunk framing off a request body (RFC 9112, section 7.1), however the stream is cut.
///
/// Extensions and trailer fields are checked for their form and dropped: nobody reads them.
public struct ChunkedDecoder: Sendable {
  private enum State: Sendable {
    case size, `extension`, sizeEnd
    case data, dataEnd, dataEndLineFeed
    case trailerLine, trailerName, trailerValue, trailerValueEnd, trailerEnd
    case done
  }

  // Fifteen hexadecimal digits cannot overflow; sizes are held to `maxBody` long before.
  private static let maxDigits = 15

  private let limits: HTTPLimits
  private var state = State.size
  private var digits = 0
  private var lineLength = 0
  private var extensionLength = 0
  private var trailerLength = 0
  private var remaining = 0

  /// A decoder at the start of a body.
  public init(limits: HTTPLimits) {
    self.limits = limits
  }

  /// Whether the last chunk and the trailer section have been read.
  public var isDone: Bool { state == .done }

  /// Reads on, appends the data found to `body`, and returns how many bytes were used: all of them, or up to the end
  /// of the body. After an error it is not to be fed again.
  public mutating func feed(
    _ bytes: UnsafeRawBufferPointer, into body: inout [UInt8]
  ) throws(HTTPFramingError) -> Int {
    var position = 0
    while position < bytes.count, state != .done {
      if state == .data {
        let run = min(remaining, bytes.count - position)
        body.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[position..<position + run]))
        position += run
        remaining -= run
        if remaining == 0 { state = .dataEnd }
      } else {
        try step(bytes[position], decoded: body.count)
        position += 1
      }
    }
    return position
  }

  private mutating func step(_ byte: UInt8, decoded: Int) throws(HTTPFramingError) {
    switch state {
    case .size: try readSize(byte, decoded: decoded)
    case .extension: try readExtension(byte)
    case .sizeEnd: try expect(byte, HTTPCharacter.lineFeed, next: remaining == 0 ? .trailerLine : .data)
    case .dataEnd: try expect(byte, HTTPCharacter.carriageReturn, next: .dataEndLineFeed)
    case .dataEndLineFeed:
      try expect(byte, HTTPCharacter.lineFeed, next: .size)
      (digits, lineLength) = (0, 0)
    default: try readTrailer(byte)
    }
  }

  // MARK: - The line before a chunk

  private mutating func readSize(_ byte: UInt8, decoded: Int) throws(HTTPFramingError) {
    try countLine()
    if let digit = Self.hexDigit(byte) {
      digits += 1
      guard digits <= Self.maxDigits else { throw .malformed("a chunk size is out of range") }
      remaining = remaining << 4 | digit
      guard remaining <= limits.maxBody - decoded else { throw .bodyTooLarge(limit: limits.maxBody) }
    } else if digits > 0, byte == HTTPCharacter.carriageReturn {
      state = .sizeEnd
    } else if digits > 0, byte == HTTPCharacter.semicolon {
      state = .extension
    } else {
      throw .malformed("a chunk size is not a hexadecimal number")
    }
  }

  private mutating func readExtension(_ byte: UInt8) throws(HTTPFramingError) {
    try countLine()
    extensionLength += 1
    guard extensionLength <= limits.maxChunkExtensions else { throw .malformed("too many chunk extensions") }
    if byte == HTTPCharacter.carriageReturn {
      state = .sizeEnd
    } else if !HTTPCharacter.isFieldValue(byte) {
      throw .malformed("a chunk extension has a control character")
    }
  }

  private mutating func countLine() throws(HTTPFramingError) {
    lineLength += 1
    guard lineLength <= limits.maxChunkLine else { throw .malformed("the line before a chunk is too long") }
  }

  // MARK: - The trailer section

  private mutating func readTrailer(_ byte: UInt8) throws(HTTPFramingError) {
    trailerLength += 1
    guard trailerLength <= limits.maxTrailer else {
      throw HTTPFramingError(status: 431, reason: "the trailer section is too long")
    }
    switch state {
    case .trailerLine where byte == HTTPCharacter.carriageReturn: state = .trailerEnd
    case .trailerLine where HTTPCharacter.isToken(byte): state = .trailerName
    case .trailerName where HTTPCharacter.isToken(byte): break
    case .trailerName where byte == HTTPCharacter.colon: state = .trailerValue
    case .trailerValue where HTTPCharacter.isFieldValue(byte): break
    case .trailerValue where byte == HTTPCharacter.carriageReturn: state = .trailerValueEnd
    case .trailerValueEnd: try expect(byte, HTTPCharacter.lineFeed, next: .trailerLine)
    case .trailerEnd: try expect(byte, HTTPCharacter.lineFeed, next: .done)
    default: throw .malformed("a trailer field is malformed")
    }
  }

  // MARK: - Line ends

  private mutating func expect(_ byte: UInt8, _ expected: UInt8, next: State) throws(HTTPFramingError) {
    guard byte == expected else { throw .malformed("a line of the chunk framing does not end as it must") }
    state = next
  }

  private static func hexDigit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
