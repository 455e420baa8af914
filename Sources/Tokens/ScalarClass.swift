/// What a Unicode scalar is to the rules that cut text into pieces.
struct ScalarClass: OptionSet {
  let rawValue: UInt8

  /// May stand in the first part of a cased word: `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`.
  static let head = ScalarClass(rawValue: 1)
  /// May stand in the second part of a cased word: `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`.
  static let tail = ScalarClass(rawValue: 2)
  /// `\p{L}`
  static let letter = ScalarClass(rawValue: 4)
  /// `\p{N}`
  static let number = ScalarClass(rawValue: 8)
  /// `[\r\n]`
  static let lineBreak = ScalarClass(rawValue: 16)
  /// `\s`, line breaks included.
  static let space = ScalarClass(rawValue: 32)
  /// What is none of the above: `[^\s\p{L}\p{M}\p{N}]`.
  static let symbol: ScalarClass = []

  /// Whether none of these is true of it.
  @inline(__always)
  func isNone(of classes: ScalarClass) -> Bool { rawValue & classes.rawValue == 0 }

  /// Whether any of these is true of it.
  @inline(__always)
  func isAny(of classes: ScalarClass) -> Bool { rawValue & classes.rawValue != 0 }

  /// The class of a scalar, by the standard library's Unicode tables.
  init(of scalar: Unicode.Scalar) {
    if scalar == "\r" || scalar == "\n" {
      self = [.lineBreak, .space]
    } else if scalar.properties.isWhitespace {
      self = .space
    } else {
      self = Self.class(of: scalar.properties.generalCategory)
    }
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  private static func `class`(of category: Unicode.GeneralCategory) -> ScalarClass {
    switch category {
    case .uppercaseLetter, .titlecaseLetter: [.head, .letter]
    case .lowercaseLetter: [.tail, .letter]
    case .modifierLetter, .otherLetter: [.head, .tail, .letter]
    case .nonspacingMark, .spacingMark, .enclosingMark: [.head, .tail]
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: .symbol
    }
  }
}
