import ContextReplay
import Wire

/// Sessions one after the other as one, until it has as many turns and bytes as are wanted: what planning takes is measured
/// on it.
struct LongSession {
  /// About 250,000 tokens: more than any client keeps.
  private static let leastBytes = 1_200_000
  private static let leastTurns = 430
  /// A session this short cannot be what recorded sessions are.
  private static let mostRounds = 64

  /// The session.
  let session: RecordedSession

  init(of sessions: [RecordedSession]) throws(JSONError) {
    var messages: [[UInt8]] = []
    var bytes = 0
    rounds: for round in 0..<Self.mostRounds {
      for session in sessions {
        if bytes >= Self.leastBytes, messages.count >= 2 * Self.leastTurns { break rounds }
        for message in session.messages {
          messages.append(Self.renamed(message, by: "\(session.name.utf8.count)_\(round)"))
          bytes += messages[messages.count - 1].count
        }
      }
    }
    session = try sessions[0].saying(messages, as: "long")
  }

  /// A message whose calls have ids of their own.
  private static func renamed(_ message: JSONValue, by mark: String) -> [UInt8] {
    var splices = ByteSplices()
    for block in message["content"]?.elements.map({ $0 }) ?? [] {
      for id in [block["id"], block["tool_use_id"]].compactMap({ $0 }) {
        var writer = JSONWriter()
        writer.string("\(id.string ?? "")_\(mark)")
        splices.replace(id, with: writer.bytes)
      }
    }
    let start = message.range.lowerBound
    var body = splices.applied(to: message.document.bytes)
    body.removeFirst(start)
    body.removeLast(message.document.bytes.count - message.range.upperBound)
    return body
  }
}
