import Conversations
import Dialects
import Reactor
import Upstream
import Wire

/// Where a request goes, and how one speaks to what is there.
struct Destination: Sendable {
  /// Bodies from this size on are translated on the worker, in bytes: a translation runs at about 100 MB/s.
  private static let longTranslation = 128 << 10

  /// The target.
  private(set) var target: Target
  /// The rule that chose it, in words.
  let rule: String
  /// Which of the policy's rules that was; nil for none of them.
  var ruleIndex: Int?
  /// The backend behind the target.
  var backend: Backend
  /// The dialect as that backend speaks it.
  let dialect: any BackendDialect
  /// How many slots the server has of which a request can name one; nil where none can be named.
  var slots: Int?
  /// Where the target runs, as far as that is known.
  var whereabouts = Whereabouts.near
  /// Whether nothing of the request is to leave this machine and its network.
  var isLocalOnly = false

  /// The same with another window: the one a conversation was made to fit, which a server that is told its window must
  /// load it with.
  func holding(_ window: ContextWindow) -> Destination {
    var held = self
    held.target.window = window
    return held
  }

  /// Whether tools are described to the target in words, so that its answers have to be read for calls.
  var describesTools: Bool {
    if case .prompt = target.traits.toolUse { true } else { false }
  }

  /// Whether conversations are made to fit the target: one that runs here, or whose window the operator has set. A
  /// vendor's model gets them as they are, and judges for itself.
  var isFitted: Bool { backend.isLocal || target.window?.source == .configured }

  /// What a plan leaves of a request, in the target's words.
  ///
  /// - Parameter reasoning: what is remembered of the conversation's: the target is given back its own, and none that
  ///   another vendor has signed.
  @LoopActor
  func encode(
    _ client: ClientRequest, following plan: ContextPlan = .untouched,
    reasoning: KnownReasoning = KnownReasoning()
  ) async throws(ClientError) -> EncodedRequest {
    var plan = plan
    plan.foreignSignatures = reasoning.foreignSignatures(to: target)
    let request = client.chat
    let isTranslated = request.dialect != target.dialect
    return try await offLoop(if: isTranslated && request.document.bytes.count >= Self.longTranslation) {
      [plan] () throws(ClientError) in
      try dialect.encode(
        request, for: target, plan: plan,
        conversation: { (request, plan) throws(ClientError) in
          try client.dialect.conversation(of: request, following: plan).restoring(reasoning, for: target)
        })
    }
  }
}
