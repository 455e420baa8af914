import Conversations
import Dialects
import Upstream

extension Turn {
  /// Notes the answer as far as it has come.
  mutating func take(_ answer: Answer, in dialect: AnthropicMessages) {
    stopReason = answer.stopReason
    usage = answer.usage
    self.answer = answer.isEmpty ? nil : dialect.recorded(answer)
  }

  /// Notes why a backend did not answer.
  mutating func note(_ error: UpstreamError, of attempt: Attempt) {
    let error = attempt.concealingKeys(in: error)
    failure = TurnFailure(type: error.reason.word, message: error.message)
  }

  /// Notes why the request came to no backend. What a backend has said stays.
  mutating func note(_ error: ClientError) {
    failure = failure ?? TurnFailure(type: error.kind.word, message: error.message)
  }
}

extension ClientError.Kind {
  /// The word that is recorded and shown to the operator.
  fileprivate var word: String {
    switch self {
    case .invalidRequest: "invalid-request"
    case .authentication: "authentication"
    case .billing: "billing"
    case .permission: "permission"
    case .notFound: "not-found"
    case .tooLarge: "too-large"
    case .unsupportedMediaType: "unsupported-media-type"
    case .rateLimited: "rate-limited"
    case .overloaded: "overloaded"
    case .contextOverflow: "context-overflow"
    case .timeout: "timeout"
    case .upstream: "upstream"
    case .internalError: "internal-error"
    }
  }
}
