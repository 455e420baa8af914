import Conversations
import Wire

/// OpenAI's Responses API: how its backends are spoken to.
public struct OpenAIResponses: Sendable {
  /// What the backend's models take.
  let quirks: ResponsesQuirks
  /// Where ids of answers come from.
  let ids: IDSource

  /// The dialect as one kind of backend speaks it.
  public init(quirks: ResponsesQuirks = .openAI, ids: IDSource = .random) {
    self.quirks = quirks
    self.ids = ids
  }
}
