/// The header fields of a message, in order and as they came.
///
/// The bytes are kept once, with the places of names and values in them; a String is made only of what is asked for.
/// Names are matched without regard to case. Bytes of a value that are not UTF-8 read as U+FFFD.
public struct HTTPFields: Sendable {
  /// Where a field's name and value lie in the bytes.
  struct Place: Sendable {
    var name: Range<Int>
    var value: Range<Int>
  }

  private var bytes: [UInt8]
  private var places: [Place]

  /// No fields.
  public init() {
    bytes = []
    places = []
  }

  /// The fields a parser found in `bytes`, which may hold more than them.
  init(bytes: [UInt8], places: [Place]) {
    self.bytes = bytes
    self.places = places
  }

  /// How many fields there are, repeated ones counted each.
  public var count: Int { places.count }

  /// The first value of a field.
  public subscript(_ name: StaticString) -> String? {
    place(of: name).map { text(in: $0.value) }
  }

  /// The first value of a field whose name is not known beforehand.
  public func value(of name: String) -> String? {
    let wanted = name.utf8.lazy.map(HTTPCharacter.lowercased)
    let place = places.first { bytes[$0.name].lazy.map(HTTPCharacter.lowercased).elementsEqual(wanted) }
    return place.map { text(in: $0.value) }
  }

  /// All values of a field that may be repeated.
  public func values(of name: StaticString) -> [String] {
    places.filter { isNamed($0, name) }.map { text(in: $0.value) }
  }

  /// All values of a field, as bytes.
  func rawValues(of name: StaticString) -> some Collection<ArraySlice<UInt8>> {
    places.lazy.filter { isNamed($0, name) }.map { bytes[$0.value] }
  }

  /// Whether a field that is a list of tokens has this one among them, without regard to case.
  public func contains(_ token: StaticString, in name: StaticString) -> Bool {
    rawValues(of: name).contains { value in
      value.split(separator: HTTPCharacter.comma).contains {
        HTTPCharacter.spells(HTTPCharacter.trimmed($0), token)
      }
    }
  }

  /// Whether there is such a field.
  public func contains(_ name: StaticString) -> Bool {
    place(of: name) != nil
  }

  /// Calls `body` with every field's name and value, in order.
  public func forEach<Failure: Error>(
    _ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    for place in places { try body(bytes[place.name], bytes[place.value]) }
  }

  private func place(of name: StaticString) -> Place? {
    places.first { isNamed($0, name) }
  }

  private func isNamed(_ place: Place, _ name: StaticString) -> Bool {
    HTTPCharacter.spells(bytes[place.name], name)
  }

  private func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}

// MARK: - Changing

extension HTTPFields {
  /// Appends a field. The name must be a token and the value must pass `isValidValue`: anything else would let a
  /// value end the head or forge another field, so it ends the process.
  public mutating func append(_ name: String, _ value: String) {
    precondition(Self.isValidName(name), "not a field name")
    precondition(Self.isValidValue(value), "not a field value")
    appendChecked(name.utf8, value.utf8)
  }

  /// Appends a field from a line as received, `Name: value`, with or without its line end. Returns false and appends
  /// nothing if it is not a well-formed field.
  public mutating func append(line: UnsafeRawBufferPointer) -> Bool {
    var line = Array(line)[...]
    if line.last == HTTPCharacter.lineFeed { line.removeLast() }
    if line.last == HTTPCharacter.carriageReturn { line.removeLast() }
    guard let colon = line.firstIndex(of: HTTPCharacter.colon) else { return false }
    let name = line[..<colon]
    let value = HTTPCharacter.trimmed(line[(colon + 1)...])
    guard !name.isEmpty, name.allSatisfy(HTTPCharacter.isToken) else { return false }
    guard value.allSatisfy(HTTPCharacter.isFieldValue) else { return false }
    appendChecked(name, value)
    return true
  }

  /// The fields whose names are wanted, as they came.
  public func filter(_ isWanted: (_ name: ArraySlice<UInt8>) -> Bool) -> HTTPFields {
    HTTPFields(bytes: bytes, places: places.filter { isWanted(bytes[$0.name]) })
  }

  /// Removes every field of a name.
  public mutating func removeAll(named name: StaticString) {
    // The bytes stay behind: a head lives as long as its request, and what remains keeps its place.
    places = places.filter { !isNamed($0, name) }
  }

  /// Whether a text can be a field's name: a token of RFC 9110.
  public static func isValidName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(HTTPCharacter.isToken)
  }

  /// Whether a text can be a field's value: no control characters but the tab, and no blanks around it.
  public static func isValidValue(_ value: String) -> Bool {
    guard let first = value.utf8.first, let last = value.utf8.last else { return true }
    return !HTTPCharacter.isBlank(first) && !HTTPCharacter.isBlank(last)
      && value.utf8.allSatisfy(HTTPCharacter.isFieldValue)
  }

  private mutating func appendChecked(_ name: some Collection<UInt8>, _ value: some Collection<UInt8>) {
    let start = bytes.count
    bytes.append(contentsOf: name)
    let middle = bytes.count
    bytes.append(contentsOf: value)
    places.append(Place(name: start..<middle, value: middle..<bytes.count))
  }
}
