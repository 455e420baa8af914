import Conversations

/// The names under which tools go to a backend that is choosier about names than the client.
///
/// A name that a backend takes stays as it is. Another one becomes what is left of it and a hash of the whole, so
/// that it is the same in every request and never that of another tool.
struct ToolNames: Sendable {
  /// Which names a backend takes.
  enum Rule: Sendable {
    /// All: a backend that the client could speak to by itself.
    case any
    /// OpenAI: `[A-Za-z0-9_-]{1,64}`.
    case openAI
    /// Gemini: `[A-Za-z_][A-Za-z0-9_.:-]{0,127}`.
    case gemini

    /// The longest name, in bytes.
    fileprivate var longest: Int {
      switch self {
      case .any: .max
      case .openAI: 64
      case .gemini: 128
      }
    }
  }

  private let rule: Rule
  private var clientNames: [String: String] = [:]

  /// No names yet.
  init(_ rule: Rule = .openAI) { self.rule = rule }

  /// The name the backend is told; remembered for the way back.
  mutating func backendName(of name: String) -> String {
    if isAccepted(name) { return name }
    let hash = Fingerprint(of: Array(name.utf8))
    let suffix = "_" + Base62.encode(high: hash.high, low: hash.low).suffix(8)
    let start = name.utf8.first.map { isAcceptedFirst($0) ? "" : "_" } ?? ""
    let kept = name.utf8.prefix(rule.longest - start.utf8.count - suffix.utf8.count)
    let readable = kept.map { isAccepted($0) ? $0 : UInt8(ascii: "_") }
    let backendName = start + String(decoding: readable, as: UTF8.self) + suffix
    clientNames[backendName] = name
    return backendName
  }

  /// The client's name of a tool that the backend has called.
  func clientName(of name: String) -> String { clientNames[name] ?? name }

  private func isAccepted(_ name: String) -> Bool {
    if case .any = rule { return true }
    guard let first = name.utf8.first, name.utf8.count <= rule.longest else { return false }
    return isAcceptedFirst(first) && name.utf8.allSatisfy(isAccepted)
  }

  private func isAccepted(_ byte: UInt8) -> Bool {
    ASCII.isWord(byte) || rule == .gemini && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":"))
  }

  /// Whether a name can begin with a byte. One that nobody accepts is replaced anyway.
  private func isAcceptedFirst(_ byte: UInt8) -> Bool {
    switch rule {
    case .any, .openAI: true
    case .gemini:
      !ASCII.isDigit(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: ".")
        && byte != UInt8(ascii: ":")
    }
  }
}
