/// What a request is for. Only the main conversation and sub-agents move a session on; everything else is a side
/// request, which is recorded but never disturbs the session's state.
public enum RequestKind: String, Sendable, CaseIterable {
  /// A turn of the conversation a person is having.
  case main
  /// A turn of a sub-agent's conversation.
  case subAgent = "sub-agent"
  /// The client wants a title for its session.
  case title
  /// The client asks whether the service or a quota is there.
  case probe
  /// The client asks for a summary to replace its history with.
  case compaction
  /// The client asks a model whether a tool call is safe to run.
  case autoModeCheck = "auto-mode-check"
  /// The client has an errand run: a web search for a tool of its own, a question to its small model.
  case background
  /// The client wants to know how many tokens a request has. It is answered with a figure, and recorded nowhere.
  case count

  /// Whether the request stands beside the conversation rather than in it.
  public var isSide: Bool {
    switch self {
    case .main, .subAgent: false
    case .title, .probe, .compaction, .autoModeCheck, .background, .count: true
    }
  }
}
