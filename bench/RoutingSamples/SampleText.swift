/// The texts that a sample writes in short.
enum SampleText {
  /// A text with what its braces stand for: `{900}` as many bytes of prose, `{code}`, `{diff}`, `{error}`, `{reminder}` and
  /// `{newline}`.
  static func expanded(_ short: String) -> String {
    var text = ""
    var rest = short[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      text += rest[..<open]
      text += long(rest[rest.index(after: open)..<close])
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }

  private static func long(_ word: Substring) -> String {
    if let bytes = Int(word) { return prose(bytes) }
    switch word {
    case "code": return "\n```swift\nfunc total(of prices: [Int]) -> Int { prices.reduce(0, +) }\n```\n"
    case "diff":
      return "\ndiff --git a/cart.swift b/cart.swift\n@@ -1,3 +1,4 @@\n let a = 1\n-let b = 2\n+let b = 3\n"
    case "error":
      return
        "\nTraceback (most recent call last):\n  File \"cart.py\", line 7, in total\nTypeError: unsupported operand\n"
    case "reminder": return "<system-reminder>\nToday is a Friday. \(prose(900))\n</system-reminder>"
    case "newline": return "\n"
    default: return "{\(word)}"
    }
  }

  /// So many bytes of words that say nothing.
  static func prose(_ bytes: Int) -> String {
    let words = [
      "the", "order", "of", "a", "list", "is", "kept", "when", "it", "has", "been", "read", "once",
    ]
    var text = ""
    var index = 0
    while text.utf8.count < bytes {
      text += text.isEmpty ? words[index % words.count] : " " + words[index % words.count]
      index += index % 7 == 6 ? 2 : 1
    }
    return String(text.prefix(bytes))
  }
}
