/// What a client says of itself: the ids that tie its requests together.
public struct ClientIdentity: Sendable, Equatable {
  /// The session named by `x-ctxgw-session`, which wins over all others.
  public var explicitSession: String?
  /// The client's own session id (Claude Code: `X-Claude-Code-Session-Id`, else inside `metadata.user_id`).
  public var sessionID: String?
  /// The sub-agent that speaks, nil for the main agent.
  public var agentID: String?
  /// The agent that started this sub-agent, nil when the main agent did.
  public var parentAgentID: String?
  /// The client's program as its user agent names it, without the version, for people to read.
  public var program: String?
  /// What the client says the request is for, in its own word (Codex: `request_kind`, else the kind of its sub-agent).
  public var statedPurpose: String?

  /// An identity; all parts may be unknown.
  public init(
    explicitSession: String? = nil, sessionID: String? = nil, agentID: String? = nil,
    parentAgentID: String? = nil, program: String? = nil, statedPurpose: String? = nil
  ) {
    self.explicitSession = explicitSession
    self.sessionID = sessionID
    self.agentID = agentID
    self.parentAgentID = parentAgentID
    self.program = program
    self.statedPurpose = statedPurpose
  }
}
