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
  /// What can be seen of it without understanding it. For a long conversation this takes about a tenth of a millisecond,
  /// for a long message as long as reading it.
  let facts: RequestFacts

  /// A request that a dialect has read.
  init(chat: ChatRequest, http: HTTPRequest, admission: Admission, dialect: any ClientDialect) {
    self.chat = chat
    self.http = http
    self.admission = admission
    self.dialect = dialect
    facts = RequestFacts(
      of: chat, shape: dialect.shape(of: chat), settings: try? dialect.settings(of: chat),
      hints: RoutingHints(fields: admission.fields),
      isCount: Endpoint(method: http.method, path: http.path) == .countTokens,
      parts: { dialect.readableParts(of: $0) })
  }
}
