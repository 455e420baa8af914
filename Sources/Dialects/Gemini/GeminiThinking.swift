import Conversations
import Wire

/// How much a model is to think, as Gemini is told: by a budget or by a level, never by both.
struct GeminiThinking {
  private let budget: Int?
  private let level: String?
  private let isShown: Bool

  init(_ settings: GenerationSettings, control: GeminiQuirks.ThinkingControl) {
    switch control {
    case .ignored: (budget, level) = (nil, nil)
    case .budget(let bounds, let canBeOff):
      (budget, level) = (Self.budget(settings, within: bounds, canBeOff: canBeOff), nil)
    case .level: (budget, level) = (nil, settings.reasoningEffort.map(Self.level))
    }
    isShown =
      switch (control, settings.thinking) {
      case (.ignored, _), (_, .off), (_, nil): false
      case (_, .adaptive), (_, .budget): true
      }
  }

  /// Writes the member; nothing where the model may think as it sees fit, unseen.
  func write(to writer: inout JSONWriter) {
    guard budget != nil || level != nil || isShown else { return }
    writer.key("thinkingConfig")
    writer.beginObject()
    if let budget { writer.field("thinkingBudget", budget) }
    if let level { writer.field("thinkingLevel", level) }
    if isShown { writer.field("includeThoughts", true) }
    writer.endObject()
  }

  /// Tokens. Words become the budgets that Google's own OpenAI-style route gives them.
  private static func budget(
    _ settings: GenerationSettings, within bounds: ClosedRange<Int>, canBeOff: Bool
  ) -> Int? {
    if case .budget(let tokens)? = settings.thinking { return clamped(tokens, to: bounds) }
    return switch settings.reasoningEffort {
    case nil: nil
    case "none": canBeOff ? 0 : bounds.lowerBound
    case "minimal", "low": clamped(1_024, to: bounds)
    case "medium": clamped(8_192, to: bounds)
    default: clamped(24_576, to: bounds)
    }
  }

  private static func clamped(_ tokens: Int, to bounds: ClosedRange<Int>) -> Int {
    min(max(tokens, bounds.lowerBound), bounds.upperBound)
  }

  /// The words that every model of the line takes: `minimal` is not among them.
  private static func level(_ effort: String) -> String {
    switch effort {
    case "none", "minimal", "low": "low"
    case "medium": "medium"
    default: "high"
    }
  }
}
