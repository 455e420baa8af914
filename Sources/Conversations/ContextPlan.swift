/// What of a request is forwarded to one target: edits of the request by index, never a conversation of its own.
///
/// Encoders apply it: in the client's own dialect by splicing the client's bytes, in another by rendering. Without edits
/// the request goes out as it came.
public struct ContextPlan: Sendable, Equatable {
  /// What becomes of the system prompt or of the tools.
  public enum FixedEdit<Replacement: Sendable & Equatable>: Sendable, Equatable {
    /// As the client sent it.
    case keep
    /// This stands in its place; an empty one leaves it out.
    case replace(Replacement)
  }

  /// What becomes of a content part.
  public enum PartEdit: Sendable, Equatable {
    /// It stays.
    case keep
    /// This stands in its place: all that a tool result says, its id and its failure kept; the arguments of a tool
    /// call, and then it is a JSON object; a text part instead of any other part.
    case replace(String)
    /// It leaves.
    case drop
  }

  /// What becomes of a message.
  public enum MessageEdit: Sendable, Equatable {
    /// As the client sent it.
    case keep
    /// It leaves, with all its parts.
    case drop
    /// Some of its parts change, or it is said as it was said first.
    case edit(EditedMessage)
  }

  /// The system prompt.
  public var system: FixedEdit<String>
  /// The tools, in the order of the prompt.
  public var tools: FixedEdit<[OfferedTool]>
  /// The messages; as many as the request has, or none when all stay.
  public var messages: [MessageEdit]
  /// What is said besides, in the order of their places.
  public var insertions: [ContextInsertion]
  /// What the prompt comes to, in the target's tokens; nil when nobody has counted.
  public var tokens: Int?
  /// The hashes of signatures and encrypted passages (`KeptReasoning.name`) that other vendors made: the reasoning they
  /// stand in leaves, wherever the client has it. That is no edit: a request goes out as it came but for them.
  public var foreignSignatures: Set<Fingerprint> = []

  /// A plan.
  public init(
    system: FixedEdit<String> = .keep, tools: FixedEdit<[OfferedTool]> = .keep, messages: [MessageEdit] = [],
    insertions: [ContextInsertion] = [], tokens: Int? = nil
  ) {
    self.system = system
    self.tools = tools
    self.messages = messages
    self.insertions = insertions
    self.tokens = tokens
  }

  /// The request as it came.
  public static let untouched = ContextPlan()

  /// Whether the request goes out as it came.
  public var isUntouched: Bool {
    guard case .keep = system, case .keep = tools, insertions.isEmpty else { return false }
    return messages.allSatisfy { if case .keep = $0 { true } else { false } }
  }

  /// What is said behind the message at an index; -1 for before the first.
  public func insertions(behind index: Int) -> [ContextInsertion] { insertions.filter { $0.place == index } }

  /// What becomes of the message at an index.
  public func edit(ofMessage index: Int) -> MessageEdit {
    messages.isEmpty ? .keep : messages[index]
  }
}

/// A message some of whose parts change.
public struct EditedMessage: Sendable, Equatable {
  /// The message object in the client's dialect as it was forwarded first, where the client writes it otherwise now;
  /// nil: as the client sent it.
  public var firstSeen: [UInt8]?
  /// One for each part, by its place in the list of parts that the client's dialect reads of the message (of
  /// `firstSeen`, where there is one); those beyond the end stay.
  public var parts: [ContextPlan.PartEdit]

  /// An edited message.
  public init(firstSeen: [UInt8]? = nil, parts: [ContextPlan.PartEdit] = []) {
    self.firstSeen = firstSeen
    self.parts = parts
  }

  /// The parts that are forwarded.
  public func applied(to parts: [ContentPart]) -> [ContentPart] {
    parts.enumerated().compactMap { index, part in
      guard index < self.parts.count else { return part }
      switch self.parts[index] {
      case .keep: return part
      case .replace(let text): return part.saying(text)
      case .drop: return nil
      }
    }
  }
}

/// A text of the gateway's own that the model reads as the user's.
public struct ContextInsertion: Sendable, Equatable {
  /// The index of the message behind which it stands; -1 for before the first. It is never between a call and its result.
  public var place: Int
  /// What is said.
  public var text: String

  /// An insertion.
  public init(place: Int, text: String) {
    self.place = place
    self.text = text
  }
}

/// A tool as it is offered to the target.
public struct OfferedTool: Sendable, Equatable {
  /// Its name, which is always the client's.
  public var name: String
  /// What the model is told of it; nil for as the client defined it.
  public var definition: Definition?

  /// A definition of our own wording.
  public struct Definition: Sendable, Equatable {
    /// What it is for.
    public var description: String
    /// The JSON schema of its arguments, whose names are always the client's.
    public var schema: [UInt8]

    /// A definition.
    public init(description: String, schema: [UInt8]) {
      self.description = description
      self.schema = schema
    }
  }

  /// A tool on offer.
  public init(name: String, definition: Definition? = nil) {
    self.name = name
    self.definition = definition
  }
}

extension ContentPart {
  /// The part with a text in place of what it says.
  fileprivate func saying(_ text: String) -> ContentPart {
    switch self {
    case .toolCall(var call):
      call.input = Array(text.utf8)
      return .toolCall(call)
    case .toolResult(var result):
      result.parts = text.isEmpty ? [] : [.text(text)]
      return .toolResult(result)
    default: return .text(text)
    }
  }
}
