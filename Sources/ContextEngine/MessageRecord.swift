import Conversations
import Wire

/// What is remembered of a message that was planned once, whether it is still forwarded or not.
struct MessageRecord: Sendable, Equatable {
  /// Its name.
  let fingerprint: Fingerprint
  /// The name under which the client sends its own shortened copy of it; nil as long as it sends the message itself.
  var alias: Fingerprint?
  /// What a shortened copy has in common with it.
  let skeleton: UInt64
  /// Who speaks.
  let role: Role
  /// The bytes of the message object.
  let size: Int
  /// What it takes as the client sent it, in tokens, with what the template adds.
  let tokens: Int

  /// Whether a message of a request is this one.
  func isNamed(_ fingerprint: Fingerprint) -> Bool { fingerprint == self.fingerprint || fingerprint == alias }

  /// Whether a message is this one with results or arguments that the client has shortened to save tokens.
  func isShortened(in message: Message, _ parts: [ContentPart]) -> Bool {
    message.role == role && message.source.range.count < size
      && Self.skeleton(of: parts, saidBy: role) == skeleton
  }

  /// The name of all that shortening leaves as it is: who speaks, the texts, and the ids of calls and results.
  static func skeleton(of parts: [ContentPart], saidBy role: Role) -> UInt64 {
    var bytes = Array(role.rawValue.utf8)
    for part in parts {
      switch part {
      case .text(let text) where !(role == .user && Reminders.isReminder(text)):
        bytes.append(contentsOf: text.utf8)
      case .toolCall(let call): append(1, call.id, call.name, to: &bytes)
      case .toolResult(let result): append(2, result.callID, "", to: &bytes)
      default: break
      }
    }
    return Fingerprint(of: bytes).low
  }

  private static func append(_ tag: UInt8, _ id: String, _ name: String, to bytes: inout [UInt8]) {
    bytes.append(tag)
    bytes.append(contentsOf: id.utf8)
    bytes.append(0)
    bytes.append(contentsOf: name.utf8)
    bytes.append(0)
  }
}
