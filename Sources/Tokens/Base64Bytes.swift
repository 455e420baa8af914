/// The bytes that Base64 text stands for, each decoded when it is asked for: a picture's size stands near its start.
///
/// Reads standard and URL-safe text without line breaks (RFC 4648, 4 and 5), which is what requests carry.
struct Base64Bytes {
  private let text: UnsafeRawBufferPointer

  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  /// A byte; nil behind the end, or where the text is no Base64.
  subscript(_ place: Int) -> UInt8? {
    let first = place / 3 * 4 + place % 3
    guard place >= 0, first + 1 < text.count, let high = Self.value(of: text[first]),
      let low = Self.value(of: text[first + 1])
    else { return nil }
    let shift = 2 * (place % 3 + 1)
    return UInt8(truncatingIfNeeded: Int(high) << shift | Int(low) >> (6 - shift))
  }

  /// Whether these bytes stand at a place.
  func has(_ bytes: [UInt8], at place: Int) -> Bool {
    bytes.enumerated().allSatisfy { self[place + $0.offset] == $0.element }
  }

  /// Whether this text stands at a place.
  func has(_ text: String, at place: Int) -> Bool { has(Array(text.utf8), at: place) }

  /// A number, most significant byte first.
  func bigEndian(at place: Int, bytes: Int) -> Int? {
    number(of: (place..<place + bytes).map { self[$0] })
  }

  /// A number, least significant byte first.
  func littleEndian(at place: Int, bytes: Int) -> Int? {
    number(of: (place..<place + bytes).reversed().map { self[$0] })
  }

  private func number(of bytes: [UInt8?]) -> Int? {
    bytes.reduce(0) { number, byte in number.flatMap { number in byte.map { number << 8 | Int($0) } } }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
