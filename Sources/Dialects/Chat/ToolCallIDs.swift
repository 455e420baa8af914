import Conversations

/// Tool-call ids as a backend takes them, so that a call and its result keep one another.
///
/// An id that backends take stays as it is. A long or strange one, or one that was used before, becomes a hash of
/// itself and of how often it was used: the same in every later request, also after a restart.
struct ToolCallIDs {
  /// Which ids a backend takes.
  enum Form: Sendable {
    /// Any of sensible length.
    case any
    /// Letters, digits, `_` and `-`.
    case word
    /// Nine letters and digits.
    case short
  }

  /// The longest id that every OpenAI-style route takes, in bytes.
  private static let longest = 40
  private static let shortLength = 9

  private let form: Form
  private var uses: [String: Int] = [:]

  init(_ form: Form = .any) { self.form = form }

  /// All ids seen, as the client knows them.
  var seen: Set<String> { Set(uses.keys) }

  /// The backend's id for the next call with an id.
  mutating func next(_ id: String) -> String {
    let use = uses[id, default: 0] + 1
    uses[id] = use
    if use == 1, isAccepted(id.utf8) { return id }
    let hash = Fingerprint(of: Array("\(use) \(id)".utf8))
    let text = Base62.encode(high: hash.high, low: hash.low)
    return switch form {
    case .any, .word: "call_" + text
    case .short: String(text.suffix(Self.shortLength))
    }
  }

  private func isAccepted(_ id: String.UTF8View) -> Bool {
    switch form {
    case .any: (1...Self.longest).contains(id.count) && id.allSatisfy(ASCII.isGraphic)
    case .word: (1...Self.longest).contains(id.count) && id.allSatisfy(ASCII.isWord)
    case .short: id.count == Self.shortLength && id.allSatisfy(ASCII.isLetterOrDigit)
    }
  }
}
