import Conversations
import Dialects

/// A client that writes a script down in its dialect.
struct ScriptedClient: Sendable, CustomStringConvertible {
  let dialect: any ClientDialect
  /// The body of its request.
  let body: @Sendable (Script, Script.Hand) -> [UInt8]

  static let anthropic = ScriptedClient(dialect: AnthropicMessages()) { $0.body($1) }
  static let chat = ScriptedClient(dialect: OpenAIChat()) { $0.chatBody($1) }
  static let responses = ScriptedClient(dialect: OpenAIResponses()) { $0.responsesBody($1) }

  /// All of them.
  static let all = [anthropic, chat, responses]

  var description: String { dialect.name.rawValue }
}
