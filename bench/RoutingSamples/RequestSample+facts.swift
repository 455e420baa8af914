import Conversations
import Dialects
import Routing
import Wire

extension SampleClient {
  /// What reads its requests.
  public var speaking: any ClientDialect {
    switch dialect {
    case .anthropicMessages: AnthropicMessages()
    case .openAIResponses: OpenAIResponses()
    case .openAIChat: OpenAIChat()
    case .ollamaChat: OllamaChat()
    case .geminiGenerate: preconditionFailure("no client speaks Gemini's dialect")
    }
  }
}

extension RequestSample {
  /// The body of its request.
  public var body: [UInt8] {
    var body = SampleBody(self)
    return body.bytes()
  }

  /// The header fields of its request.
  public var headerFields: HTTPFields {
    var list = HTTPFields()
    for field in fields { list.append(field.name, field.value) }
    return list
  }

  /// What can be seen of it, read from its bytes as the gateway reads them.
  public func facts() throws -> RequestFacts {
    let (dialect, fields) = (client.speaking, headerFields)
    let request = try dialect.read(try JSONDocument(parsing: body), fields: fields)
    return RequestFacts(
      of: request, shape: dialect.shape(of: request), settings: try? dialect.settings(of: request),
      hints: RoutingHints(fields: fields), isCount: options["count"] != nil,
      parts: { (try? dialect.parts(of: $0, at: "message")) ?? [] })
  }
}
