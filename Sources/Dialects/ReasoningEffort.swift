import Conversations

extension GenerationSettings {
  /// OpenAI's word for how hard to try, which others understand too: `none` where the model is not to think at all; a
  /// budget in tokens becomes one of three. Nil leaves it to the backend.
  var reasoningEffort: String? {
    switch thinking {
    case .off: "none"
    case .budget(let tokens): tokens < 4_000 ? "low" : tokens < 16_000 ? "medium" : "high"
    case .adaptive, nil: effort
    }
  }
}
