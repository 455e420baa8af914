import Gateway

extension FlagValue where Value == String {
  static let text = FlagValue(expected: "a text") { $0 }
}

extension FlagValue where Value == Int {
  static let count = FlagValue(expected: "a whole number of at least 1") { text in
    Int(text).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
  }
}

extension FlagValue where Value == Duration {
  static let duration = FlagValue(expected: "a duration such as 30m, 12h, 7d or 2w") { text in
    Quantity.duration(text).flatMap { $0 > .zero ? $0 : nil }
  }
}

extension FlagValue where Value == ListenAddress {
  static let address = FlagValue(expected: "an address and port such as 127.0.0.1:8484 or [::1]:8484") {
    ListenAddress($0)
  }
}

extension FlagValue where Value: RawRepresentable<String> & CaseIterable {
  /// One of an enum's words.
  static var word: FlagValue {
    let words = Value.allCases.map(\.rawValue)
    return FlagValue(expected: "one of \(words.joined(separator: ", "))", words: words) {
      Value(rawValue: $0)
    }
  }
}
