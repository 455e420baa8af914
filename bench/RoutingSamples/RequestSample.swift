import Conversations

/// A request in short: who sends it, what is particular about it, and the conversation so far.
public struct RequestSample: Sendable, Equatable {
  /// Who sends it.
  public var client: SampleClient
  /// What is particular about it, by name.
  public var options: [String: String]
  /// The conversation.
  public var steps: [SampleStep]

  /// A sample.
  public init(client: SampleClient, options: [String: String] = [:], steps: [SampleStep]) {
    self.client = client
    self.options = options
    self.steps = steps
  }

  var model: String { options["model"] ?? client.model }
  var toolCount: Int { number("tools") ?? client.toolCount }
  var systemBytes: Int { number("system") ?? client.systemBytes }
  func number(_ name: String) -> Int? { options[name].flatMap { Int($0) } }

  /// The tools on offer: those that the conversation uses, and others to make up the number.
  var toolNames: [String] {
    var names: [String] = []
    for case .called(let call) in steps where !names.contains(call.name) { names.append(call.name) }
    let others = ["Read", "Edit", "Write", "Bash", "Grep", "Glob", "TodoWrite", "WebFetch"]
    for name in others where names.count < toolCount && !names.contains(name) { names.append(name) }
    while names.count < toolCount { names.append("mcp__server__tool\(names.count)") }
    return Array(names.prefix(toolCount))
  }

  /// The header fields that mean something.
  var fields: [(name: String, value: String)] {
    var fields = [("user-agent", client.userAgent)]
    if client == .claude { fields.append(("x-claude-code-session-id", "5f0c1d2e-session")) }
    if client == .codex {
      fields.append(("session-id", "5f0c1d2e-session"))
      let purpose = options["purpose"] ?? "turn"
      fields.append(("x-codex-turn-metadata", #"{"request_kind":"\#(purpose)"}"#))
    }
    for (option, name) in Self.headers {
      if let value = options[option] { fields.append((name, value)) }
    }
    return fields
  }

  private static let headers = [
    ("tier", "x-ctxgw-tier"), ("task-tier", "x-task-tier"), ("class", "x-claude-code-request-class"),
    ("agent", "x-claude-code-agent-id"), ("codex-agent", "x-openai-subagent"), ("privacy", "x-ctxgw-privacy"),
  ]
}
