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
  let target: Target
  /// The rule that chose it.
  let rule: String
  /// The backend behind the target.
  let backend: Backend
  /// The dialect as that backend speaks it.
  let dialect: any BackendDialect

  /// What a plan leaves of a request, in the target's words.
  ///
  /// - Parameter client: the dialect the client speaks.
  @LoopActor
  func encode(
    _ request: ChatRequest, following plan: ContextPlan = .untouched, spokenBy client: AnthropicMessages
  ) async throws(ClientError) -> EncodedRequest {
    let isTranslated = request.dialect != target.dialect
    return try await offLoop(if: isTranslated && request.document.bytes.count >= Self.longTranslation) {
      () throws(ClientError) in
      try dialect.encode(request, for: target, plan: plan, conversation: client.conversation(of:following:))
    }
  }
}
