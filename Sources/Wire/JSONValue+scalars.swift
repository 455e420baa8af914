/// Reading strings, numbers and words.
extension JSONValue {
  /// The text of a string, decoded; what is not text (half a surrogate pair, invalid UTF-8) is U+FFFD.
  public var string: String? {
    guard kind == .string else { return nil }
    if !node.hasEscapes { return withText { String(decoding: $0, as: UTF8.self) } }
    var decoded: [UInt8] = []
    appendDecoded(to: &decoded)
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Appends the text of a string as valid UTF-8, by the rule of `string`; nothing for other kinds.
  public func appendDecoded(to output: inout [UInt8]) {
    let node = node
    guard node.kind == .string else { return }
    withText {
      JSONText.appendDecoded($0, hasEscapes: node.hasEscapes, hasNonASCII: node.hasNonASCII, to: &output)
    }
  }

  /// Whether this is a string with exactly this text, escapes decoded.
  public func isString(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { isString(UnsafeRawBufferPointer($0)) }
  }

  /// Whether this is a string with exactly this text, escapes decoded.
  public func isString(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isString(UnsafeRawBufferPointer($0)) }
  }

  /// Whether this is a string with exactly this UTF-8 text, escapes decoded.
  func isString(_ text: UnsafeRawBufferPointer) -> Bool {
    let node = node
    guard node.kind == .string else { return false }
    if !node.hasEscapes && !node.hasNonASCII { return withText { $0.isEqual(to: text) } }
    var decoded: [UInt8] = []
    appendDecoded(to: &decoded)
    return decoded.withUnsafeBytes { $0.isEqual(to: text) }
  }

  /// A number that is whole and fits. `4096.0` and `4e3` count as whole up to 2^53, where doubles stop being exact.
  public var int: Int? {
    guard kind == .number else { return nil }
    if let exact = withBytes({ Int(String(decoding: $0, as: UTF8.self)) }) { return exact }
    guard let double, double.magnitude <= 0x1p53 else { return nil }
    return Int(exactly: double)
  }

  /// A number, rounded to the nearest double; nil where it is beyond the range of doubles.
  public var double: Double? {
    guard kind == .number else { return nil }
    let value = withBytes { Double(String(decoding: $0, as: UTF8.self)) }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// `true` or `false`.
  public var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// Whether it is `null`.
  public var isNull: Bool { kind == .null }

  /// Calls `body` with what is between the quotes of a string.
  private func withText<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withBytes { body(UnsafeRawBufferPointer(rebasing: $0[1..<$0.count - 1])) }
  }
}
