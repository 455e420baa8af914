/// How the end of a request's body is found (RFC 9112, section 6.3).
///
/// Wherever two readers might disagree on it the request is refused, also where the RFC would let it pass: what
/// ctxgw and a proxy before it read differently is how requests are smuggled.
enum HTTPBodyFraming: Equatable, Sendable {
  case none
  case length(Int)
  case chunked

  /// Decides from the fields of a head.
  init(_ fields: HTTPFields, minorVersion: Int, limits: HTTPLimits) throws(HTTPFramingError) {
    let codings = fields.rawValues(of: "transfer-encoding")
    let lengths = fields.rawValues(of: "content-length")
    guard codings.isEmpty || lengths.isEmpty else {
      throw .malformed("both Content-Length and Transfer-Encoding")
    }
    guard codings.count <= 1, lengths.count <= 1 else {
      throw .malformed("Content-Length or Transfer-Encoding more than once")
    }
    if let coding = codings.first {
      try Self.checkCoding(coding, minorVersion: minorVersion)
      self = .chunked
    } else if let digits = lengths.first {
      let length = try Self.length(digits, limit: limits.maxBody)
      self = length == 0 ? .none : .length(length)
    } else {
      self = .none
    }
  }

  private static func checkCoding(
    _ coding: ArraySlice<UInt8>, minorVersion: Int
  ) throws(HTTPFramingError) {
    guard minorVersion == 1 else { throw .malformed("Transfer-Encoding in HTTP/1.0") }
    guard HTTPCharacter.spells(coding, "chunked") else {
      throw HTTPFramingError(status: 501, reason: "the only transfer coding understood is chunked")
    }
  }

  private static func length(_ digits: ArraySlice<UInt8>, limit: Int) throws(HTTPFramingError) -> Int {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .malformed("Content-Length is not a number")
    }
    // Eighteen digits cannot overflow; more of them are no length anybody has.
    guard digits.count <= 18 else { throw .malformed("Content-Length is out of range") }
    let length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard length <= limit else { throw .bodyTooLarge(limit: limit) }
    return length
  }
}
