import Conversations

/// Records are many and all alike: each is 96 hexadecimal digits of one text.
extension MessageRecord {
  private static let width = 96
  private static let roles = Role.allCases

  /// Records as a text.
  static func written(_ records: [MessageRecord]) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(records.count * width)
    for record in records {
      append(record.fingerprint.high, to: &digits)
      append(record.fingerprint.low, to: &digits)
      append(record.alias?.high ?? 0, to: &digits)
      append(record.alias?.low ?? 0, to: &digits)
      append(record.skeleton, to: &digits)
      // A request has at most 32 MB, a message at most as many tokens.
      let role = UInt64(roles.firstIndex(of: record.role) ?? 0)
      append(role << 60 | UInt64(record.size) << 30 | UInt64(min(record.tokens, 1 << 30 - 1)), to: &digits)
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Records from such a text; nil where it is none.
  static func read(_ text: String) -> [MessageRecord]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: width) else { return nil }
    var records: [MessageRecord] = []
    for start in stride(from: 0, to: digits.count, by: width) {
      guard let record = MessageRecord(digits[start..<start + width]) else { return nil }
      records.append(record)
    }
    return records
  }

  private init?(_ digits: ArraySlice<UInt8>) {
    var words: [UInt64] = []
    for start in stride(from: digits.startIndex, to: digits.endIndex, by: 16) {
      guard let word = Self.word(digits[start..<start + 16]) else { return nil }
      words.append(word)
    }
    let role = Int(words[5] >> 60)
    guard Self.roles.indices.contains(role) else { return nil }
    self.init(
      fingerprint: Fingerprint(high: words[0], low: words[1]),
      alias: words[2] | words[3] == 0 ? nil : Fingerprint(high: words[2], low: words[3]), skeleton: words[4],
      role: Self.roles[role], size: Int(words[5] >> 30 & (1 << 30 - 1)), tokens: Int(words[5] & (1 << 30 - 1))
    )
  }

  private static func append(_ word: UInt64, to digits: inout [UInt8]) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
      digits.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
    }
  }

  private static func word(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var word: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return word
  }
}
