import Wire

/// Finds the object in what is no JSON: with prose or fences around it, commas too many, brackets too few.
struct JSONSalvage {
  /// An object that was found.
  struct Find {
    /// The object as JSON.
    var bytes: [UInt8]
    /// Whether it broke off and was closed here: then it is all there only if a schema says so.
    var isClosedHere: Bool
    /// What was done, in a few words.
    var note: String
  }

  private var output: [UInt8] = []
  /// The brackets that close what is open, innermost last.
  private var open: [UInt8] = []
  /// Where in the output the last comma is, as long as nothing but white space is behind it.
  private var comma: Int?
  /// The last byte that is no white space.
  private var last: UInt8 = 0

  /// The one object in a text; nil when there is none, or it is not clear what it is.
  static func object(in text: [UInt8]) -> Find? {
    guard let start = text.firstIndex(of: .leftBrace) else { return nil }
    var salvage = JSONSalvage()
    guard let end = salvage.read(text[start...]) else { return nil }
    // A second object: which one is meant is anybody's guess.
    guard !text[end...].contains(.leftBrace), let isClosedHere = salvage.close() else { return nil }
    guard (try? JSONDocument(parsing: salvage.output)) != nil else { return nil }
    return Find(
      bytes: salvage.output, isClosedHere: isClosedHere,
      note: isClosedHere ? "closed what broke off" : "took the object out of what is no JSON")
  }

  /// Reads up to the end of the object; gives where that is, nil where the text breaks off inside a string.
  private mutating func read(_ text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == .quote {
        guard let end = readString(text[index...]) else { return nil }
        index = end
        continue
      }
      guard take(byte) else { return nil }
      index += 1
      if open.isEmpty { return index }
    }
    return index
  }

  /// Takes a byte outside strings; false when it closes what is not open.
  private mutating func take(_ byte: UInt8) -> Bool {
    switch byte {
    case .leftBrace: open.append(.rightBrace)
    case .leftBracket: open.append(.rightBracket)
    case .rightBrace, .rightBracket:
      guard open.popLast() == byte else { return false }
      dropComma()
    default: break
    }
    note(byte)
    output.append(byte)
    return true
  }

  private mutating func note(_ byte: UInt8) {
    guard !Self.isSpace(byte) else { return }
    comma = byte == .comma ? output.count : nil
    last = byte
  }

  private mutating func dropComma() {
    if let comma { output.remove(at: comma) }
    comma = nil
  }

  /// Takes a string, line breaks in it escaped as JSON wants them; gives where it ends, nil if it does not.
  private mutating func readString(_ text: ArraySlice<UInt8>) -> Int? {
    note(.quote)
    output.append(.quote)
    var isEscaped = false
    for index in text.indices.dropFirst() {
      let byte = text[index]
      if byte < 0x20 {
        guard !isEscaped else { return nil }
        output += Self.escape(byte)
        continue
      }
      output.append(byte)
      if byte == .quote, !isEscaped { return index + 1 }
      isEscaped = byte == .backslash && !isEscaped
    }
    return nil
  }

  /// Closes what is open; gives whether anything was, nil where what stands last may have been longer.
  private mutating func close() -> Bool? {
    guard !open.isEmpty else { return false }
    guard [.quote, .comma, .rightBrace, .rightBracket].contains(last) else { return nil }
    dropComma()
    output += open.reversed()
    return true
  }

  /// A control character as JSON wants it.
  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16)
    return Array("\\u00\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let backslash = UInt8(ascii: "\\")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let leftBrace = UInt8(ascii: "{")
  fileprivate static let rightBrace = UInt8(ascii: "}")
  fileprivate static let leftBracket = UInt8(ascii: "[")
  fileprivate static let rightBracket = UInt8(ascii: "]")
}
