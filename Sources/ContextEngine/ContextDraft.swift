import Conversations
import Wire

/// A request as the planner sees it: what the dialect has read of it, and how to read the rest.
public struct ContextDraft: Sendable {
  /// The request.
  public var request: ChatRequest
  /// Its system prompt.
  public var system: [ContentPart]
  /// Its tools.
  public var tools: [ToolDefinition]
  /// The tool that the answer must call; nil when the model may choose.
  public var forcedTool: String?
  /// What the target can be sent.
  public var traits: ModelTraits
  /// Reads the parts of a message object of the client's dialect; nothing for one that has no meaning.
  public var parts: @Sendable (JSONValue) -> [ContentPart]
  /// The counts of messages that were counted before, by the hash of their bytes.
  public var counts: [Fingerprint: [Int]]

  /// A draft.
  public init(
    request: ChatRequest, system: [ContentPart], tools: [ToolDefinition], forcedTool: String? = nil,
    traits: ModelTraits, counts: [Fingerprint: [Int]] = [:],
    parts: @escaping @Sendable (JSONValue) -> [ContentPart]
  ) {
    self.request = request
    self.system = system
    self.tools = tools
    self.forcedTool = forcedTool
    self.traits = traits
    self.counts = counts
    self.parts = parts
  }
}

/// What the planner cannot know of itself.
public struct ContextHints: Sendable, Equatable {
  /// Whether the server's cache of this line is likely gone, so that a new prompt costs no more than the old one.
  public var isCacheCold: Bool
  /// Whether a prompt that was thought to fit was counted by the server and did not: a new one must be made.
  public var hasOverflowed: Bool
  /// Digests a model has written in the meantime, by the chain hash at which what they describe ends.
  public var finishedDigests: [Fingerprint: String]

  /// Hints.
  public init(
    isCacheCold: Bool = false, hasOverflowed: Bool = false, finishedDigests: [Fingerprint: String] = [:]
  ) {
    self.isCacheCold = isCacheCold
    self.hasOverflowed = hasOverflowed
    self.finishedDigests = finishedDigests
  }
}
