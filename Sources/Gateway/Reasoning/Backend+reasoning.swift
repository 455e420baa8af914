import Upstream

extension Backend {
  /// Whether the reasoning that led to a tool call must come back with the call: a vendor may sign it, or refuse a
  /// conversation without it.
  var keepsReasoning: Bool { !isLocal }
}
