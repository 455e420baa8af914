/// What a model's template adds to the text of a conversation, in tokens.
public struct ChatTemplate: Sendable, Equatable {
  /// Once: the beginning, and the start of the answer.
  public var fixed: Int
  /// For each message: its role, and marks around it.
  public var message: Int
  /// Once, when there are tools: how they are to be called.
  public var toolPreamble: Int
  /// For each tool, beside its definition as JSON.
  public var tool: Int

  /// A template.
  public init(fixed: Int, message: Int, toolPreamble: Int, tool: Int) {
    self.fixed = fixed
    self.message = message
    self.toolPreamble = toolPreamble
    self.tool = tool
  }

  /// What is assumed of a model of which nothing is known: of every figure the largest usual one.
  public static let unknown = ChatTemplate(fixed: 5, message: 5, toolPreamble: 222, tool: 8)

  /// The tokens it adds.
  public func tokens(messages: Int, tools: Int) -> Int {
    fixed + messages * message + (tools > 0 ? toolPreamble + tools * tool : 0)
  }
}
