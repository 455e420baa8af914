import Conversations
import Wire

/// How a model is told whether and how much to think, in the words of its vendor.
struct OpenAIChatThinking {
  let settings: GenerationSettings
  let control: OpenAIChatQuirks.ThinkingControl

  /// Writes the members; none where the client did not say.
  func write(to writer: inout JSONWriter) {
    switch control {
    case .ignored: break
    case .effort: if let effort = settings.reasoningEffort { writer.field("reasoning_effort", effort) }
    case .template:
      guard settings.thinking == .off else { return }
      object("chat_template_kwargs", to: &writer) { $0.field("enable_thinking", false) }
    case .type: writeType(to: &writer)
    case .typeAndEffort:
      writeType(to: &writer)
      if let strength { writer.field("reasoning_effort", strength) }
    case .enabling: writeSwitch(to: &writer)
    case .reasoning: writeReasoning(to: &writer)
    }
  }

  private func writeType(to writer: inout JSONWriter) {
    guard let isOn else { return }
    object("thinking", to: &writer) { $0.field("type", isOn ? "enabled" : "disabled") }
  }

  private func writeSwitch(to writer: inout JSONWriter) {
    guard let isOn else { return }
    writer.field("enable_thinking", isOn)
    if case .budget(let tokens)? = settings.thinking { writer.field("thinking_budget", tokens) }
  }

  private func writeReasoning(to writer: inout JSONWriter) {
    switch settings.thinking {
    case .off: object("reasoning", to: &writer) { $0.field("effort", "none") }
    case .budget(let tokens): object("reasoning", to: &writer) { $0.field("max_tokens", tokens) }
    case .adaptive, nil:
      if let effort = settings.effort {
        object("reasoning", to: &writer) { $0.field("effort", effort) }
      } else if settings.thinking != nil {
        object("reasoning", to: &writer) { $0.field("enabled", true) }
      }
    }
  }

  private func object(_ key: String, to writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
    writer.key(key)
    writer.beginObject()
    body(&writer)
    writer.endObject()
  }

  private var isOn: Bool? { settings.thinking.map { $0 != .off } }

  /// How hard to try where there are but three words, `low`, `high` and `max`.
  private var strength: String? {
    switch settings.reasoningEffort {
    case nil, "none": nil
    case "minimal", "low": "low"
    case "max": "max"
    default: "high"
    }
  }
}
