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
  /// How it was made to fit; nil when it goes out as it came.
  let fitting: Fitting?
  /// The call that carries it.
  let call: UpstreamCall

  private let sent: HTTPRequest
  private let admission: Admission

  /// An attempt to send a request.
  ///
  /// - Parameters:
  ///   - sent: the request as the client sent it, whose query goes along where its dialect is the backend's.
  ///   - encoded: the request in the backend's words.
  ///   - fitting: how it was made to fit.
  ///   - path: one of the backend's paths; nil for the one where messages are sent.
  init(
    _ request: ChatRequest, _ sent: HTTPRequest, _ admission: Admission, to destination: Destination,
    _ encoded: EncodedRequest, fitting: Fitting? = nil, path: String? = nil
  ) {
    let isVerbatim = request.dialect == destination.target.dialect
    self.request = request
    self.destination = destination
    self.encoded = encoded
    self.fitting = fitting
    self.sent = sent
    self.admission = admission
    call = destination.backend.call(
      path ?? destination.backend.kind.traits.chatPath, query: isVerbatim ? sent.query : nil,
      body: encoded.body, client: admission.fields, forwarding: isVerbatim ? .passthrough : .translated,
      wantsStream: encoded.isStreamed)
  }

  /// The same request to another of the backend's paths.
  func asking(_ path: String) -> Attempt {
    Attempt(request, sent, admission, to: destination, encoded, fitting: fitting, path: path)
  }

  /// What `x-ctxgw-context` says.
  var contextHeader: String {
    fitting?.report.headerValue
      ?? ContextReport.untouchedHeaderValue(estimate: encoded.promptTokens, window: destination.target.window)
  }

  /// Whether client and backend speak the same dialect, so that bytes pass as they are.
  var isVerbatim: Bool { request.dialect == destination.target.dialect }

  /// Whether the backend was shown the client's own key rather than the operator's.
  var usesClientCredentials: Bool { destination.backend.showsClientCredentials }

  /// What an answer in the client's dialect begins with.
  func frame(in dialect: AnthropicMessages) -> AnthropicAnswerFrame {
    let usage = fitting?.usage ?? .forwarded
    return dialect.frame(
      answering: request, estimatedInput: encoded.promptTokens, told: { usage.told($0) })
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
