/// Texts that are looked for in prompts, each under a number.
public struct ProbeList: Sendable {
  private var texts: [[UInt8]] = []
  private var numbers: [[UInt8]: Int] = [:]
  /// The texts by a hash of their first bytes, so that one pass over a prompt finds all of them.
  private var table = [[Int]](repeating: [], count: tableSize)

  /// A power of two.
  private static let tableSize = 1 << 13
  /// How many of the first bytes are hashed; a shorter text is looked for by itself.
  private static let hashed = 3

  /// No texts.
  public init() {}

  /// The number of a text, which is added when it is new.
  public mutating func number(of text: String) -> Int {
    let bytes = Array(text.utf8)
    if let known = numbers[bytes] { return known }
    let number = texts.count
    numbers[bytes] = number
    texts.append(bytes)
    if bytes.count >= Self.hashed {
      table[bytes.withUnsafeBytes { Self.hash($0, at: 0) }].append(number)
    }
    return number
  }

  /// Which of the texts some bytes hold.
  public func found(in bytes: [UInt8]) -> ProbeSet {
    var found = ProbeSet()
    bytes.withUnsafeBytes { haystack in
      for place in 0..<max(0, haystack.count - Self.hashed + 1) {
        for number in table[Self.hash(haystack, at: place)] where !found.contains(number) {
          if Self.holds(haystack, texts[number], at: place) { found.insert(number) }
        }
      }
      for (number, text) in texts.enumerated() where text.count < Self.hashed {
        if haystack.indices.contains(where: { Self.holds(haystack, text, at: $0) }) { found.insert(number) }
      }
    }
    return found
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    let word = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
    return Int(truncatingIfNeeded: (word &* 0x9e37_79b1) >> 19)
  }

  private static func holds(_ bytes: UnsafeRawBufferPointer, _ text: [UInt8], at place: Int) -> Bool {
    place + text.count <= bytes.count
      && bytes[place..<place + text.count].elementsEqual(text)
  }
}
