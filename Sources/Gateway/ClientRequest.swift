import Conversations
import Dialects
import Routing
import Server
import Wire

/// What a client asked, and how: the request understood, the HTTP request that brought it, and the dialect in which it is
/// to be answered.
struct ClientRequest: Sendable {
  /// What it asked.
  let chat: ChatRequest
  /// The request as it was sent, whose query goes along where its dialect is the backend's.
  let http: HTTPRequest
  /// How it was let in.
  let admission: Admission
  /// The dialect it speaks.
  let dialect: any ClientDialect
}

extension ClientRequest {
  /// What can be seen of the request without understanding it.
  var facts: RequestFacts {
    RequestFacts(shape: dialect.shape(of: chat), client: chat.client, model: chat.model)
  }
}
