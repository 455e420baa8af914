/// Reads the parts of a request head in order, letter by letter as RFC 9112 has them.
///
/// What the RFC lets a lenient reader forgive - bare line feeds, folded lines, blanks before the colon - is refused.
struct HTTPHeadScanner {
  private let bytes: [UInt8]
  private var position = 0

  /// A scanner at the start of a head that ends with an empty line.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  // Longer than any registered method, short enough to tell a method from garbage.
  private static let maxMethod = 31

  /// The method and the space after it.
  mutating func method() throws(HTTPFramingError) -> String {
    let method = takeRun(HTTPCharacter.isToken)
    guard !method.isEmpty, method.count <= Self.maxMethod, take(HTTPCharacter.space) else {
      throw .malformed("the request line has no valid method")
    }
    return text(method)
  }

  /// The target and the space after it. Only the forms a server without proxy duties is sent.
  mutating func target() throws(HTTPFramingError) -> String {
    let target = takeRun(HTTPCharacter.isTarget)
    guard !target.isEmpty, take(HTTPCharacter.space) else {
      throw .malformed("the request line has no valid target")
    }
    let isPath = bytes[target.lowerBound] == UInt8(ascii: "/")
    guard isPath || target.count == 1 && bytes[target.lowerBound] == UInt8(ascii: "*") else {
      throw .malformed("the target is not a path: this server is no proxy")
    }
    return text(target)
  }

  /// The version and the line end after it; returns what follows "HTTP/1.".
  mutating func minorVersion() throws(HTTPFramingError) -> Int {
    let version = takeRun(HTTPCharacter.isTarget)
    guard takeLineEnd() else { throw .malformed("the request line does not end after the version") }
    switch text(version) {
    case "HTTP/1.1": return 1
    case "HTTP/1.0": return 0
    case let other where other.hasPrefix("HTTP/") && other.utf8.count == 8:
      throw HTTPFramingError(status: 505, reason: "the versions understood are HTTP/1.0 and HTTP/1.1")
    default: throw .malformed("the request line has no valid version")
    }
  }

  /// All fields and the empty line.
  mutating func fields(limit: Int) throws(HTTPFramingError) -> [HTTPFields.Place] {
    var places: [HTTPFields.Place] = []
    places.reserveCapacity(16)
    while !takeLineEnd() {
      guard places.count < limit else {
        throw HTTPFramingError(status: 431, reason: "more than \(limit) header fields")
      }
      places.append(try field())
    }
    return places
  }

  private mutating func field() throws(HTTPFramingError) -> HTTPFields.Place {
    let name = takeRun(HTTPCharacter.isToken)
    guard !name.isEmpty, take(HTTPCharacter.colon) else {
      throw .malformed("a header line has no valid field name")
    }
    let value = HTTPCharacter.trimmed(bytes[takeRun(HTTPCharacter.isFieldValue)])
    guard takeLineEnd() else { throw .malformed("a field value has a control character") }
    return HTTPFields.Place(name: name, value: value.startIndex..<value.endIndex)
  }

  private mutating func takeRun(_ belongs: (UInt8) -> Bool) -> Range<Int> {
    let start = position
    while position < bytes.count, belongs(bytes[position]) { position += 1 }
    return start..<position
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func takeLineEnd() -> Bool {
    guard position + 1 < bytes.count, bytes[position] == HTTPCharacter.carriageReturn,
      bytes[position + 1] == HTTPCharacter.lineFeed
    else { return false }
    position += 2
    return true
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
