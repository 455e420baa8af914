import Conversations
import Wire

/// What Ollama is told of thinking.
///
/// A model that can think does unless it is told otherwise, and one that cannot takes offence at being told to: so most are
/// told only to stop. The others know nothing but levels and think in any case.
enum OllamaThinking: Equatable {
  /// Not to.
  case off
  /// How hard.
  case level(String)

  /// What follows from the settings; nil where nothing needs to be said.
  init?(_ settings: GenerationSettings, of traits: ModelTraits) {
    if traits.thinksInLevels {
      guard let level = Self.level(settings) else { return nil }
      self = .level(level)
    } else {
      guard settings.thinking == .off, traits.thinks != false else { return nil }
      self = .off
    }
  }

  /// The level nearest to what is asked for; nil for the model's own.
  private static func level(_ settings: GenerationSettings) -> String? {
    switch settings.reasoningEffort {
    case "none", "minimal", "low": "low"
    case "medium": "medium"
    case .some: "high"
    case nil: nil
    }
  }

  /// Writes the member.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .off: writer.field("think", false)
    case .level(let level): writer.field("think", level)
    }
  }
}
