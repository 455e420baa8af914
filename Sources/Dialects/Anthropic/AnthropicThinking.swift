import Conversations
import Wire

/// How much a model is to think, in the terms that it takes.
struct AnthropicThinking: Equatable {
  /// What can be said of it.
  enum Mode: Equatable {
    case unsaid, disabled, adaptive
    case budget(Int)
  }

  /// What `thinking` says.
  let mode: Mode
  /// What `output_config.effort` says; nil where it says nothing.
  let effort: String?

  /// Whether the model thinks because it was told to; it takes no sampling then.
  var isAsked: Bool {
    switch mode {
    case .unsaid, .disabled: false
    case .adaptive, .budget: true
    }
  }

  /// The least budget that Anthropic takes, in tokens.
  private static let leastBudget = 1_024
  /// All words for an effort, from the least to the most; clients of OpenAI's know the first.
  private static let words = ["minimal", "low", "medium", "high", "xhigh", "max"]
  /// The budgets that stand for an effort, in tokens: in the middle of what is taken for that effort.
  private static let budgets = ["minimal": 1_024, "low": 2_048, "medium": 8_192]
  /// The budget for every greater effort, in tokens.
  private static let greatBudget = 16_384

  /// - Parameters:
  ///   - outputLimit: the most tokens of the answer, of which thinking is a part.
  ///   - lacksReasoning: whether calls have been answered whose reasoning is lost; a model that is told a budget refuses
  ///     to go on thinking from there.
  init(
    _ settings: GenerationSettings, _ quirks: AnthropicQuirks, outputLimit: Int, lacksReasoning: Bool
  ) {
    let isOff = settings.reasoningEffort == "none"
    let wish = isOff ? nil : settings.reasoningEffort
    let isWanted = !isOff && (settings.thinking != nil || wish != nil)
    switch quirks.thinking {
    case .ignored: (mode, effort) = (.unsaid, nil)
    case .budget:
      let budget = min(Self.budget(settings, wish), outputLimit - 1)
      let canThink = budget >= Self.leastBudget && !lacksReasoning
      mode = isWanted ? (canThink ? .budget(budget) : .disabled) : isOff ? .disabled : .unsaid
      effort = nil
    case .adaptive:
      mode = isWanted ? .adaptive : isOff ? .disabled : .unsaid
      effort = Self.word(wish, among: quirks.efforts)
    case .always:
      mode = isWanted ? .adaptive : .unsaid
      effort = Self.word(isOff ? "low" : wish, among: quirks.efforts)
    }
  }

  /// The tokens that were asked for, or that stand for an effort.
  private static func budget(_ settings: GenerationSettings, _ effort: String?) -> Int {
    if case .budget(let tokens)? = settings.thinking { return max(tokens, leastBudget) }
    return budgets[effort ?? "medium"] ?? greatBudget
  }

  /// The next lower word that is taken, else the least of all.
  private static func word(_ effort: String?, among taken: [String]) -> String? {
    guard let effort, let place = words.firstIndex(of: effort) else { return nil }
    return words[...place].last { taken.contains($0) } ?? taken.first
  }

  /// Writes the member `thinking`; nothing where nothing is said.
  func write(to writer: inout JSONWriter) {
    guard mode != .unsaid else { return }
    writer.key("thinking")
    writer.beginObject()
    switch mode {
    case .unsaid: break
    case .disabled: writer.field("type", "disabled")
    case .adaptive: writer.field("type", "adaptive")
    case .budget(let tokens):
      writer.field("type", "enabled")
      writer.field("budget_tokens", tokens)
    }
    writer.endObject()
  }
}
