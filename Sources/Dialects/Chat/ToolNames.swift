import Conversations

/// The names under which tools go to a backend that is choosier about names than the client.
///
/// A name that a backend takes stays as it is. Another one becomes what is left of it and a hash of the whole, so
/// that it is the same in every request and never that of another tool.
struct ToolNames: Sendable {
  /// The longest name OpenAI takes, in bytes (pattern `[A-Za-z0-9_-]{1,64}`).
  private static let longest = 64

  private var clientNames: [String: String] = [:]

  /// No names yet.
  init() {}

  /// The name the backend is told; remembered for the way back.
  mutating func backendName(of name: String) -> String {
    if Self.isAccepted(name) { return name }
    let hash = Fingerprint(of: Array(name.utf8))
    let suffix = "_" + Base62.encode(high: hash.high, low: hash.low).suffix(8)
    let kept = name.utf8.prefix(Self.longest - suffix.utf8.count)
    let readable = kept.map { ASCII.isWord($0) ? $0 : UInt8(ascii: "_") }
    let backendName = String(decoding: readable, as: UTF8.self) + suffix
    clientNames[backendName] = name
    return backendName
  }

  /// The client's name of a tool that the backend has called.
  func clientName(of name: String) -> String { clientNames[name] ?? name }

  private static func isAccepted(_ name: String) -> Bool {
    (1...longest).contains(name.utf8.count) && name.utf8.allSatisfy(ASCII.isWord)
  }
}
