import Conversations
import Dialects
import Upstream

/// A request on its way to one target: what is sent, and how the answer is to be understood.
struct Attempt {
  /// What the client asked.
  let request: ChatRequest
  /// Where it goes.
  let destination: Destination
  /// The request in the backend's words.
  let encoded: EncodedRequest
  /// The call that carries it.
  let call: UpstreamCall

  /// Whether client and backend speak the same dialect, so that bytes pass as they are.
  var isVerbatim: Bool { request.dialect == destination.target.dialect }

  /// Whether the backend was shown the client's own key rather than the operator's.
  var usesClientCredentials: Bool { destination.backend.showsClientCredentials }

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
