import Conversations
import Wire

/// What a server or a strict template would refuse of a body, in words; a good one gives nothing.
public enum BodyCheck {
  /// The violations of a body in a dialect.
  public static func violations(in body: JSONValue, of dialect: DialectName) -> [String] {
    let messages = body["messages"].map { Array($0.elements) } ?? []
    guard !messages.isEmpty else { return ["no messages"] }
    return switch dialect {
    case .anthropicMessages: AnthropicBodyCheck.violations(in: messages)
    case .openAIChat: ChatBodyCheck.violations(in: messages, withIDs: true)
    case .ollamaChat: ChatBodyCheck.violations(in: messages, withIDs: false)
    case .openAIResponses, .geminiGenerate: ["nobody checks bodies in \(dialect.rawValue)"]
    }
  }
}
