import Conversations

/// What the planner remembers of one line of a conversation as one model sees it.
public struct ContextState: Sendable {
}
