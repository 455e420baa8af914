import Conversations
import Dialects
import Upstream
import Wire

@testable import Gateway

/// An attempt to send a short request to a backend.
///
/// - Parameters:
///   - body: the body in the backend's words; nil for the client's request translated.
func attempt(
  to backend: Backend, model: String = "m", dialect: any BackendDialect = OpenAIChat(), body: [UInt8]? = nil
) throws -> Attempt {
  let client = AnthropicMessages()
  let request = try client.read(
    JSONDocument(
      parsing: Array(#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#.utf8)),
    fields: HTTPFields())
  let target = Target(
    backend: backend.name, model: model, dialect: dialect.name, isLocal: backend.isLocal, window: nil,
    traits: .full)
  var encoded = try dialect.encode(
    request, for: target, plan: .untouched,
    conversation: { (request, plan) throws(ClientError) in
      try client.conversation(of: request, following: plan)
    })
  if let body { encoded.body = body }
  return Attempt(
    ClientRequest(
      chat: request, http: HTTPRequest(method: "POST", target: "/v1/messages"),
      admission: Admission(fields: HTTPFields()), dialect: client),
    to: Destination(target: target, rule: "r", backend: backend, dialect: dialect), encoded)
}
