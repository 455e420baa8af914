/// The single pass over a JSON text (RFC 8259) that checks all of it and writes down its nodes.
///
/// It does not recurse: while a container is open its node holds its parent's index, so the nodes themselves are
/// the stack, and depth is a number that is compared with a limit.
struct JSONParser: ~Copyable {
  private let bytes: UnsafePointer<UInt8>
  private let length: Int
  private let maxDepth: Int
  private let maxValues: Int
  private var position = 0
  private var depth = 0
  /// The innermost open container; `JSONParser.none` outside of all.
  private var open = JSONParser.none
  private var nodes: JSONNodeBuffer

  private static let none = Int(UInt32.max)

  /// Parses the whole text and gives its nodes, the root first.
  ///
  /// - Parameter storage: memory to use for the nodes; what it held is dropped.
  /// - Throws: `JSONError` for the first fault in the text.
  static func parse(
    _ text: UnsafeRawBufferPointer, limits: JSONLimits, reusing storage: consuming JSONNodeBuffer
  ) throws(JSONError) -> JSONNodeBuffer {
    guard text.count < none else { throw JSONError(.tooLong(limit: none - 1), at: 0) }
    guard let base = text.baseAddress else { throw JSONError(.empty, at: 0) }
    var parser = JSONParser(base, text.count, limits, storage)
    try parser.parse()
    return parser.nodes
  }

  private init(
    _ base: UnsafeRawPointer, _ length: Int, _ limits: JSONLimits, _ storage: consuming JSONNodeBuffer
  ) {
    bytes = base.assumingMemoryBound(to: UInt8.self)
    self.length = length
    maxDepth = limits.maxDepth
    maxValues = min(limits.maxValues, JSONNode.maxCount)
    nodes = storage
    // Bodies of coding agents have a value every 50 to 100 bytes.
    nodes.removeAll(reserving: 16 + length / 64)
  }

  private mutating func parse() throws(JSONError) {
    skipWhitespace()
    guard position < length else { throw JSONError(.empty, at: position) }
    if length >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf {
      throw JSONError(.byteOrderMark, at: 0)
    }
    repeat { try value() } while try advanceToNextValue()
    skipWhitespace()
    if position < length { throw JSONError(.trailingByte(bytes[position]), at: position) }
  }

  // MARK: Structure

  /// Reads a scalar or an empty container; a container with content is opened down to its first scalar.
  private mutating func value() throws(JSONError) {
    while true {
      switch try byte() {
      case .quote: return try string()
      case .leftBrace: if try openObject() { return }
      case .leftBracket: if try openArray() { return }
      case .t: return try literal("true", .true)
      case .f: return try literal("false", .false)
      case .n: return try literal("null", .null)
      default: return try number()
      }
    }
  }

  /// After a value: closes the containers that end here. True if another value follows, false if the root is whole.
  @inline(__always)
  private mutating func advanceToNextValue() throws(JSONError) -> Bool {
    while open != JSONParser.none {
      skipWhitespace()
      let isObject = nodes[open].kind == .object
      let byte = try byte()
      if byte == .comma {
        position &+= 1
        skipWhitespace()
        nodes[open].countChild()
        if isObject { try key() }
        return true
      }
      guard byte == (isObject ? .rightBrace : .rightBracket) else { throw unexpected() }
      closeContainer()
    }
    return false
  }

  /// Opens an object and reads its first key. True if it was empty, and so is closed again.
  private mutating func openObject() throws(JSONError) -> Bool {
    try openContainer(.object)
    if try byte() == .rightBrace {
      closeContainer()
      return true
    }
    nodes[open].countChild()
    try key()
    return false
  }

  /// Opens an array. True if it was empty, and so is closed again.
  private mutating func openArray() throws(JSONError) -> Bool {
    try openContainer(.array)
    if try byte() == .rightBracket {
      closeContainer()
      return true
    }
    nodes[open].countChild()
    return false
  }

  private mutating func openContainer(_ kind: JSONValue.Kind) throws(JSONError) {
    guard depth < maxDepth else { throw JSONError(.tooDeep(limit: maxDepth), at: position) }
    depth &+= 1
    let index = nodes.count
    try append(JSONNode(kind, start: position, end: 0, next: open))
    open = index
    position &+= 1
    skipWhitespace()
  }

  private mutating func closeContainer() {
    position &+= 1
    depth &-= 1
    let parent = nodes[open].next
    nodes[open].end = UInt32(truncatingIfNeeded: position)
    nodes[open].next = UInt32(truncatingIfNeeded: nodes.count)
    open = Int(parent)
  }

  /// Reads a key and its colon, up to the first byte of the value.
  @inline(__always)
  private mutating func key() throws(JSONError) {
    guard try byte() == .quote else { throw unexpected() }
    try string()
    skipWhitespace()
    guard try byte() == .colon else { throw unexpected() }
    position &+= 1
    skipWhitespace()
  }

  // MARK: Scalars

  @inline(__always)
  private mutating func string() throws(JSONError) {
    let start = position
    var hasEscapes = false
    var seen: UInt64 = 0
    position &+= 1
    while true {
      position = JSONText.endOfPlainRun(bytes, from: position, to: length, seen: &seen)
      let byte = try byte()
      if byte == .quote { break }
      guard byte == .backslash else { throw JSONError(.controlCharacter(byte), at: position) }
      hasEscapes = true
      try escape()
    }
    position &+= 1
    let hasNonASCII = seen & JSONText.highBits != 0
    try append(
      JSONNode(
        .string, start: start, end: position, next: nodes.count &+ 1,
        hasEscapes: hasEscapes, hasNonASCII: hasNonASCII))
  }

  @inline(__always)
  private mutating func escape() throws(JSONError) {
    position &+= 1
    switch try byte() {
    case .quote, .backslash, .slash, .b, .f, .n, .r, .t: position &+= 1
    case .u:
      for _ in 0..<4 {
        position &+= 1
        guard JSONText.isHexDigit(try byte()) else { throw unexpected() }
      }
      position &+= 1
    default: throw unexpected()
    }
  }

  private mutating func number() throws(JSONError) {
    let start = position
    if bytes[position] == .minus { position &+= 1 }
    if try byte() == .zero { position &+= 1 } else { try digits() }
    if position < length, bytes[position] == .period {
      position &+= 1
      try digits()
    }
    if position < length, bytes[position] | 0x20 == .e {
      position &+= 1
      let sign = try byte()
      if sign == .plus || sign == .minus { position &+= 1 }
      try digits()
    }
    try append(JSONNode(.number, start: start, end: position, next: nodes.count &+ 1))
  }

  /// One digit or more.
  private mutating func digits() throws(JSONError) {
    guard JSONText.isDigit(try byte()) else { throw unexpected() }
    repeat { position &+= 1 } while position < length && JSONText.isDigit(bytes[position])
  }

  private mutating func literal(_ word: StaticString, _ kind: JSONValue.Kind) throws(JSONError) {
    let start = position
    for offset in 0..<word.utf8CodeUnitCount {
      guard try byte() == word.utf8Start[offset] else { throw unexpected() }
      position &+= 1
    }
    try append(JSONNode(kind, start: start, end: position, next: nodes.count &+ 1))
  }

  // MARK: Bytes

  /// The byte at the position.
  @inline(__always)
  private func byte() throws(JSONError) -> UInt8 {
    guard position < length else { throw JSONError(.unexpectedEnd, at: length) }
    return bytes[position]
  }

  @inline(__always)
  private mutating func skipWhitespace() {
    while position < length, bytes[position] <= .space, JSONText.isWhitespace(bytes[position]) {
      position &+= 1
    }
  }

  @inline(__always)
  private mutating func append(_ node: JSONNode) throws(JSONError) {
    guard nodes.count < maxValues else { throw JSONError(.tooManyValues(limit: maxValues), at: position) }
    nodes.append(node)
  }

  private func unexpected() -> JSONError { JSONError(.unexpectedByte(bytes[position]), at: position) }
}
