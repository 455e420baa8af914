import Conversations
import Dialects
import Upstream
import Wire

/// A request on its way to one target: what is sent, and how the answer is to be understood.
struct Attempt: Sendable {
  /// What the client asked.
  let request: ChatRequest
  /// Where it goes.
  let destination: Destination
  /// The request in the backend's words.
  let encoded: EncodedRequest
  /// The call that carries it.
  let call: UpstreamCall

  /// An attempt to send a request to one of the backend's paths.
  ///
  /// - Parameters:
  ///   - sent: the request as the client sent it, whose query goes along where its dialect is the backend's.
  ///   - encoded: the request in the backend's words.
  init(
    _ request: ChatRequest, _ sent: HTTPRequest, _ admission: Admission, to destination: Destination,
    _ encoded: EncodedRequest, path: String
  ) {
    let isVerbatim = request.dialect == destination.target.dialect
    self.request = request
    self.destination = destination
    self.encoded = encoded
    call = destination.backend.call(
      path, query: isVerbatim ? sent.query : nil, body: encoded.body, client: admission.fields,
      forwarding: isVerbatim ? .passthrough : .translated, wantsStream: encoded.isStreamed)
  }

  /// Whether client and backend speak the same dialect, so that bytes pass as they are.
  var isVerbatim: Bool { request.dialect == destination.target.dialect }

  /// Whether the backend was shown the client's own key rather than the operator's.
  var usesClientCredentials: Bool { destination.backend.showsClientCredentials }

  /// What an answer in the client's dialect begins with.
  func frame(in dialect: AnthropicMessages) -> AnthropicAnswerFrame {
    dialect.frame(answering: request, estimatedInput: encoded.promptTokens)
  }

  /// What a client is told when this attempt has failed.
  func clientError(for error: UpstreamError) -> ClientError {
    var told = concealingKeys(in: error)
      .clientError(backend: destination.backend.name, refusedOwnKey: usesClientCredentials)
    if case .contextOverflow = told.kind, let remedy = destination.backend.kind.traits.windowRemedy {
      told.message += ". \(remedy)"
    }
    return told
  }

  /// A failure without the keys that were sent: some backends repeat the one they refuse.
  func concealingKeys(in error: UpstreamError) -> UpstreamError {
    error.concealing(call.credentials + destination.backend.headers.map(\.value))
  }
}
