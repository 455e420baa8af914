import Upstream

/// One kind of value in the configuration: what is expected, in words, and how it is read from a text.
struct ConfigurationValue<Value: Sendable>: Sendable {
  /// What the value should be, to follow "expected".
  let expected: String
  /// The words that are values, where only some words are; one of them may have been meant.
  let words: [String]
  /// The value of a text; nil when it is not one.
  let read: @Sendable (String) -> Value?

  init(_ expected: String, words: [String] = [], read: @escaping @Sendable (String) -> Value?) {
    self.expected = expected
    self.words = words
    self.read = read
  }
}

extension ConfigurationValue where Value == String {
  static let text = ConfigurationValue("a text that is not empty") { $0.isEmpty ? nil : $0 }
  static let url = ConfigurationValue("a URL such as http://127.0.0.1:8080, without user, query or fragment")
  {
    BaseURL.read($0)
  }
  static let hostName = ConfigurationValue("a host name such as gateway.example, without port") { text in
    let isName = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
      default: false
      }
    }
    return isName && !text.isEmpty ? text.lowercased() : nil
  }
}

extension ConfigurationValue where Value == Credential {
  static let token = ConfigurationValue("at least 8 printable ASCII characters without spaces") { text in
    text.utf8.count >= 8 && text.utf8.allSatisfy { (33...126).contains($0) } ? Credential(text) : nil
  }
}

extension ConfigurationValue where Value == Bool {
  static let flag = ConfigurationValue("true or false") { ["true": true, "false": false][$0] }
}

extension ConfigurationValue where Value == Int {
  static let size = ConfigurationValue("a size such as 512KB, 32MB or 2GB") { text in
    Quantity.bytes(text).flatMap { $0 > 0 ? $0 : nil }
  }
  static let count = ConfigurationValue("a whole number of at least 1") { text in
    Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
  }
  /// A window below a few hundred tokens holds no agent's first message; a unit is a slip of the pen.
  static let tokens = ConfigurationValue("a number of tokens such as 32768, at least 256") { text in
    Int(text).flatMap { (256...100_000_000).contains($0) ? $0 : nil }
  }
}

extension ConfigurationValue where Value == Duration {
  static let duration = ConfigurationValue("a duration such as 500ms, 30s, 5m, 2h or 30d") { text in
    Quantity.duration(text).flatMap { $0 > .zero ? $0 : nil }
  }
}

extension ConfigurationValue where Value == ListenAddress {
  static let address = ConfigurationValue("an address and port such as 127.0.0.1:8484 or [::1]:8484") {
    ListenAddress($0)
  }
}

extension ConfigurationValue where Value: RawRepresentable<String> & CaseIterable {
  /// One of an enum's words.
  static var word: ConfigurationValue {
    let words = Value.allCases.map(\.rawValue)
    return ConfigurationValue("one of \(words.joined(separator: ", "))", words: words) { Value(rawValue: $0) }
  }
}
