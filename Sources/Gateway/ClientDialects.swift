import Conversations
import Dialects
import Wire

/// The dialects in which clients are answered.
struct ClientDialects: Sendable {
  /// Anthropic's, which also speaks to backends and remembers what it has read.
  let anthropic = AnthropicMessages()

  private let others: [any ClientDialect] = [OpenAIChat(), OpenAIResponses(), OllamaChat()]

  private var all: [any ClientDialect] { [anthropic] + others }

  /// The dialect in which a request is answered, whatever becomes of it: that of its path, else the one its fields are of.
  func dialect(of request: HTTPRequest) -> any ClientDialect {
    let isAnthropics = request.fields.contains("anthropic-version")
    return self[Endpoint.dialect(ofPath: request.path) ?? (isAnthropics ? .anthropicMessages : .openAIChat)]
      ?? anthropic
  }

  /// The dialect of a name; nil for one that no client speaks.
  subscript(name: DialectName) -> (any ClientDialect)? {
    all.first { $0.name == name }
  }
}
