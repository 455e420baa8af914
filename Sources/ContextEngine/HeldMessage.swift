import Conversations
import Wire

/// A message that is forwarded: its bytes as they were forwarded first, and what became of its parts.
struct HeldMessage: Sendable, Equatable {
  /// Its place among the records.
  let record: Int
  /// Who speaks.
  let role: Role
  /// The message object in the client's dialect.
  let source: [UInt8]
  /// The hash of those bytes.
  let sourceHash: Fingerprint
  /// Its parts, as the dialect reads them of the object.
  var parts: [HeldPart]

  /// Whether anything of it is forwarded.
  var isForwarded: Bool { parts.contains { $0.isForwarded } }

  /// What the dialect reads of it.
  func read(_ parts: (JSONValue) -> [ContentPart]) -> [ContentPart] {
    let read = (try? JSONDocument(parsing: source)).map { parts($0.root) } ?? []
    // A dialect that reads the same bytes otherwise than it did is a newer program: then nobody knows what they say.
    return read.count == self.parts.count ? read : self.parts.map { _ in .text("") }
  }
}

/// A part of a message that is forwarded.
struct HeldPart: Sendable, Equatable {
  /// What sort of part it is, as far as rules differ.
  enum Kind: String, Sendable, CaseIterable {
    case text, reminder, call, result, picture, document, thinking, other
  }

  /// What sort of part it is.
  let kind: Kind
  /// The id that ties a call to its result; of a reminder what it is about; else empty.
  let name: String
  /// What it is, in a few words.
  let label: String
  /// What it takes as the client sent it, in tokens, without what the template adds.
  let original: Int
  /// What it takes as it is forwarded, in tokens, without what the template adds.
  private(set) var tokens: Int
  /// What becomes of it.
  private(set) var edit = ContextPlan.PartEdit.keep
  /// How much of it the model sees.
  private(set) var state = ContextBlock.State.full
  /// Of a call and of its result the name of the call with its arguments; of a reminder the name of its text.
  var identity: Fingerprint?
  /// Whether it is a result that tells of a failure.
  var isFailure = false
  /// The epoch before which it is not taken away, because its loss was regretted once.
  var guardedUntil = 0
  /// The turn in which it became what it is.
  private(set) var changedAt: Int

  /// A part as it comes in.
  init(kind: Kind, name: String, label: String, tokens: Int, turn: Int) {
    self.kind = kind
    self.name = name
    self.label = label
    original = tokens
    self.tokens = tokens
    changedAt = turn
  }

  /// A part read back.
  init(
    kind: Kind, name: String, label: String, original: Int, tokens: Int, edit: ContextPlan.PartEdit,
    state: ContextBlock.State, changedAt: Int
  ) {
    self.kind = kind
    self.name = name
    self.label = label
    self.original = original
    self.tokens = tokens
    self.edit = edit
    self.state = state
    self.changedAt = changedAt
  }

  /// Whether anything of it is forwarded.
  var isForwarded: Bool { edit != .drop }

  /// Puts a text in its place.
  mutating func replace(by text: String, as state: ContextBlock.State, tokens: Int, turn: Int) {
    change(to: .replace(text), as: state, tokens: tokens, turn: turn)
  }

  /// Takes it away.
  mutating func drop(turn: Int) {
    if isForwarded { change(to: .drop, as: .dropped, tokens: 0, turn: turn) }
  }

  private mutating func change(
    to edit: ContextPlan.PartEdit, as state: ContextBlock.State, tokens: Int, turn: Int
  ) {
    self.edit = edit
    self.state = state
    self.tokens = tokens
    changedAt = turn
  }
}
