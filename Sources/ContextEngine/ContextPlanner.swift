import Conversations
import Tokens

/// Decides what of a request is forwarded to one target. Pure: the same request, state, budget and hints give the same plan.
public struct ContextPlanner: Sendable {
  private let settings: ContextSettings

  /// A planner.
  public init(settings: ContextSettings) { self.settings = settings }
}
