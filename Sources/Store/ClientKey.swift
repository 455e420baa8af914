import Conversations

/// The names under which a request's conversation is known to the store.
///
/// An explicit session wins over the client's own session id; a sub-agent is told apart by its agent id under either.
/// A client that names nothing is known by how its conversation opens: every deeper prefix it shares with an earlier
/// one begins with the same opening.
struct ClientKey: Equatable {
  /// The key of the conversation itself.
  let own: Fingerprint
  /// The key of the agent that started this sub-agent; nil for a main agent.
  let parent: Fingerprint?

  /// The key of a request whose conversation opens with `opening`.
  init(of client: ClientIdentity, opening: Fingerprint) {
    guard let scope = Self.scope(of: client) else {
      own = Self.hash(["opening", opening.description])
      parent = nil
      return
    }
    own = Self.hash(scope + [client.agentID ?? ""])
    parent = client.agentID.map { _ in Self.hash(scope + [client.parentAgentID ?? ""]) }
  }

  /// The key by which a client names one of our sessions outright.
  static func naming(_ session: SessionID) -> Fingerprint {
    hash(["explicit", session.text, ""])
  }

  private static func scope(of client: ClientIdentity) -> [String]? {
    client.explicitSession.map { ["explicit", $0] } ?? client.sessionID.map { ["client", $0] }
  }

  /// Every word is preceded by its length, so that no two lists of words run together.
  private static func hash(_ words: [String]) -> Fingerprint {
    Fingerprint(
      of: words.reduce(into: []) { bytes, word in
        bytes.append(contentsOf: "\(word.utf8.count):".utf8)
        bytes.append(contentsOf: word.utf8)
      })
  }
}
