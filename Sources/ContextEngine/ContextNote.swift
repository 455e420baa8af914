import Conversations
import Tokens

/// A text of the gateway's own among the messages: what the client said beside them, or what had to be taken out of one.
/// It stays where it was forwarded first until the next epoch.
struct ContextNote: Sendable, Equatable {
  /// What a note is about; of two about the same the later says all that matters.
  enum Subject: Sendable, Equatable {
    /// Lines of the system prompt that have changed.
    case system
    /// A reminder, by what it is about.
    case reminder(String)
    /// What belongs to the message before it: a result whose call is gone.
    case message
  }

  /// The record behind which it stands; -1 for before the first.
  let anchor: Int
  /// What it is about.
  let subject: Subject
  /// What is said.
  let text: String
  /// Its tokens.
  let tokens: Int
  /// The turn in which it was forwarded first.
  let turn: Int
}

extension ContextNote {
  /// The note cut to head and tail.
  func capped(toTokens limit: Int, turn: Int, counting counter: inout PromptCounter) -> ContextNote {
    let text = TextCap.capped(text, toTokens: limit, head: 0.65, keepingErrors: false, counting: &counter)
    return ContextNote(
      anchor: anchor, subject: subject, text: text, tokens: counter.count(text), turn: turn)
  }
}

/// What stays of messages that have left, behind the first task: a list that only grows at its end, until its oldest entries leave.
struct LogEntry: Sendable, Equatable {
  /// What is said.
  enum Kind: String, Sendable, CaseIterable {
    /// That something was left out.
    case notice
    /// What was done, of all that was too long ago to be told at length.
    case index
    /// What the user said.
    case user
    /// What was done.
    case digest
  }

  /// What is said.
  let kind: Kind
  /// Of a digest its name: the chain hash of the last message it describes.
  var name: Fingerprint?
  /// The text.
  var text: String
  /// Its tokens.
  var tokens: Int
  /// The turn in which it was forwarded first.
  var turn: Int

  /// Whether it tells what was done.
  var isDigest: Bool {
    switch kind {
    case .digest, .index: true
    case .notice, .user: false
    }
  }

  /// Whether it is a digest that has no name yet.
  var isUnnamed: Bool { if case .digest = kind { name == nil } else { false } }
}
