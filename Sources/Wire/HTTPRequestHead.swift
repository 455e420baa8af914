/// The head of a request, checked, with what it says of the body that follows.
struct HTTPRequestHead: Sendable {
  /// The request, its body still empty.
  var request: HTTPRequest
  /// Where the body ends.
  var framing: HTTPBodyFraming
  /// Whether the client holds the body back until it is told to go on.
  var expectsContinue: Bool

  /// Reads a head. `bytes` ends with the empty line.
  init(parsing bytes: [UInt8], limits: HTTPLimits) throws(HTTPFramingError) {
    var scanner = HTTPHeadScanner(bytes)
    let method = try scanner.method()
    let target = try scanner.target()
    let minorVersion = try scanner.minorVersion()
    let fields = HTTPFields(bytes: bytes, places: try scanner.fields(limit: limits.maxFields))
    request = HTTPRequest(method: method, target: target, minorVersion: minorVersion, fields: fields)
    try Self.checkHost(fields, minorVersion: minorVersion)
    framing = try HTTPBodyFraming(fields, minorVersion: minorVersion, limits: limits)
    expectsContinue = try Self.expectsContinue(fields, minorVersion: minorVersion)
  }

  /// RFC 9112, section 3.2: one Host, which HTTP/1.0 may leave out.
  private static func checkHost(_ fields: HTTPFields, minorVersion: Int) throws(HTTPFramingError) {
    let count = fields.rawValues(of: "host").count
    guard count <= 1 else { throw .malformed("more than one Host field") }
    guard count == 1 || minorVersion == 0 else { throw .malformed("no Host field") }
  }

  /// RFC 9110, section 10.1.1: one expectation exists, and HTTP/1.0 has none.
  private static func expectsContinue(
    _ fields: HTTPFields, minorVersion: Int
  ) throws(HTTPFramingError) -> Bool {
    guard minorVersion == 1 else { return false }
    let values = fields.rawValues(of: "expect")
    guard values.allSatisfy({ HTTPCharacter.spells($0, "100-continue") }) else {
      throw HTTPFramingError(status: 417, reason: "the only expectation understood is 100-continue")
    }
    return !values.isEmpty
  }
}
