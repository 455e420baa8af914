/// A version of Ollama, as `/api/version` gives it.
struct OllamaVersion: Comparable {
  private let numbers: [Int]

  /// The version behind a text such as `0.12.6` or `0.13.0-rc1`; of what is no version, and of what developers build,
  /// which calls itself 0.0.0, the oldest is expected.
  init(_ text: String) {
    let release = text.prefix { $0 == "." || $0.isNumber }
    let parts = release.split(separator: ".").compactMap { Int($0) }
    numbers = parts.count == 3 ? parts : []
  }

  /// The first that can be told not to cut what does not fit (`truncate` and `shift` of `/api/chat`).
  static let refusingOverflow = OllamaVersion("0.12.6")

  static func < (one: OllamaVersion, other: OllamaVersion) -> Bool {
    one.numbers.lexicographicallyPrecedes(other.numbers)
  }
}
