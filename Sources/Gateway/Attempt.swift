import Conversations
import Dialects
import Store
import Upstream
import Wire

/// A request on its way to one target: what is sent, and how the answer is to be understood.
struct Attempt: Sendable {
  /// What the client asked, and how.
  let client: ClientRequest
  /// Where it goes.
  let destination: Destination
  /// The request in the backend's words.
  let encoded: EncodedRequest
  /// How it was made to fit; nil when it goes out as it came.
  let fitting: Fitting?
  /// What was remembered of the conversation's reasoning.
  let reasoning: KnownReasoning
  /// How an answer is dressed for the client.
  let frame: AnswerFrame
  /// Whether client and backend speak the same dialect, so that bytes pass as they are.
  let isVerbatim: Bool
  /// The call that carries it.
  let call: UpstreamCall

  /// An attempt to send a request.
  ///
  /// - Parameters:
  ///   - encoded: the request in the backend's words.
  ///   - fitting: how it was made to fit.
  ///   - reasoning: what was remembered of the conversation's.
  ///   - path: one of the backend's paths; nil for the one where messages are sent.
  init(
    _ client: ClientRequest, to destination: Destination, _ encoded: EncodedRequest, fitting: Fitting? = nil,
    reasoning: KnownReasoning = KnownReasoning(), path: String? = nil
  ) {
    isVerbatim = client.chat.dialect == destination.target.dialect && !destination.describesTools
    self.reasoning = reasoning
    self.client = client
    self.destination = destination
    self.encoded = encoded
    self.fitting = fitting
    let usage = fitting?.usage ?? .forwarded
    var frame = client.dialect.frame(
      answering: client.chat, estimatedInput: encoded.promptTokens, at: WallClock.milliseconds() / 1000,
      told: { usage.told($0) })
    frame.showsSignatures = isVerbatim
    self.frame = frame
    var call = destination.backend.call(
      path ?? encoded.path ?? destination.backend.kind.paths.chat,
      query: isVerbatim ? client.http.query : nil,
      body: encoded.body, client: client.admission.fields,
      forwarding: isVerbatim ? .passthrough : .translated,
      wantsStream: encoded.isStreamed)
    call.reach = destination.reach
    self.call = call
  }

  /// The same request to another of the backend's paths.
  func asking(_ path: String) -> Attempt {
    Attempt(client, to: destination, encoded, fitting: fitting, reasoning: reasoning, path: path)
  }

  /// The same attempt with the request in other words.
  func sending(_ encoded: EncodedRequest) -> Attempt {
    Attempt(client, to: destination, encoded, fitting: fitting, reasoning: reasoning)
  }

  /// The same attempt with another of the backend's keys.
  func using(_ backend: Backend) -> Attempt {
    guard backend != destination.backend else { return self }
    var destination = destination
    destination.backend = backend
    return Attempt(client, to: destination, encoded, fitting: fitting, reasoning: reasoning)
  }

  /// What the client asked.
  var request: ChatRequest { client.chat }

  /// What `x-ctxgw-context` says.
  var contextHeader: String {
    fitting?.report.headerValue
      ?? ContextReport.untouchedHeaderValue(estimate: encoded.promptTokens, window: destination.target.window)
  }

  /// Whether the backend was shown the client's own key rather than the operator's.
  var usesClientCredentials: Bool { destination.backend.showsClientCredentials }

  /// What a client is told when this attempt has failed.
  func clientError(for error: UpstreamError) -> ClientError {
    var told = concealingKeys(in: error)
      .clientError(backend: destination.backend.name, refusedOwnKey: usesClientCredentials)
    if case .contextOverflow = told.kind, let remedy = destination.backend.kind.windowRemedy {
      told.message += ". \(remedy)"
    }
    return told
  }

  /// A failure without the keys that were sent: some backends repeat the one they refuse.
  func concealingKeys(in error: UpstreamError) -> UpstreamError {
    error.concealing(call.credentials + destination.backend.headers.map(\.value))
  }
}
