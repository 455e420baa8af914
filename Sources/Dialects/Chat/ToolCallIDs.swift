import Conversations

/// The ids under which tool calls go to a backend.
///
/// An id that backends take stays as it is. A long or strange one, or one that was used before, becomes a hash of
/// itself and of how often it was used: the same in every later request, also after a restart.
struct ToolCallIDs {
  /// The longest id that every OpenAI-style route takes, in bytes.
  private static let longest = 40

  private var uses: [String: Int] = [:]
  private let isAccepted: @Sendable (UInt8) -> Bool

  /// Ids of which a backend takes these characters.
  init(of isAccepted: @escaping @Sendable (UInt8) -> Bool = ASCII.isGraphic) { self.isAccepted = isAccepted }

  /// All ids seen, as the client knows them.
  var seen: Set<String> { Set(uses.keys) }

  /// The backend's id for the next call that has this id.
  mutating func next(_ id: String) -> String {
    let use = uses[id, default: 0] + 1
    uses[id] = use
    if use == 1, (1...Self.longest).contains(id.utf8.count), id.utf8.allSatisfy(isAccepted) { return id }
    let hash = Fingerprint(of: Array("\(use) \(id)".utf8))
    return "call_" + Base62.encode(high: hash.high, low: hash.low)
  }
}
