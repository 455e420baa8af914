import Conversations
import Dialects

/// The dialects in which clients are answered.
struct ClientDialects: Sendable {
  /// Anthropic's, which also speaks to backends and remembers what it has read.
  let anthropic = AnthropicMessages()

  private let others: [any ClientDialect] = [OpenAIChat(), OpenAIResponses(), OllamaChat()]

  private var all: [any ClientDialect] { [anthropic] + others }

  /// The dialect in which somebody is answered who has sent a request to a path.
  func dialect(ofPath path: String) -> any ClientDialect {
    self[Endpoint.dialect(ofPath: path)] ?? anthropic
  }

  /// The dialect of a name; nil for one that no client speaks.
  subscript(name: DialectName) -> (any ClientDialect)? {
    all.first { $0.name == name }
  }
}
