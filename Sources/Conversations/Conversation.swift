/// A request understood in full: what a translation into another dialect is made from.
public struct Conversation: Sendable {
  /// One message, understood.
  public struct Entry: Sendable {
    /// Who speaks.
    public var role: Role
    /// What is said.
    public var parts: [ContentPart]

    /// An entry.
    public init(role: Role, parts: [ContentPart]) {
      self.role = role
      self.parts = parts
    }
  }

  /// The leading system prompt.
  public var system: [ContentPart]
  /// The tools on offer.
  public var tools: [ToolDefinition]
  /// The messages, oldest first.
  public var entries: [Entry]
  /// How the answer is to be made.
  public var settings: GenerationSettings

  /// A conversation.
  public init(
    system: [ContentPart], tools: [ToolDefinition], entries: [Entry], settings: GenerationSettings
  ) {
    self.system = system
    self.tools = tools
    self.entries = entries
    self.settings = settings
  }
}
