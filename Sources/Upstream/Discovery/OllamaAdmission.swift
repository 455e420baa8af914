import Conversations

/// Whether a request may be sent to Ollama's OpenAI-style route.
///
/// Where a prompt is longer than the window, Ollama drops messages from its beginning and tells nobody, and that route
/// has no way to set the window or to forbid it. So it is asked only where the window it reports for the loaded model
/// is larger than the estimate. Other servers answer such a prompt with an error and are asked.
public enum OllamaAdmission {
  /// Lets a request pass or says what to change.
  ///
  /// - Parameters:
  ///   - estimate: what the prompt may come to.
  ///   - window: what `/api/ps` reports for the model now; nil if the model is not loaded. A configured window does not
  ///     count, as Ollama does not know of it.
  ///   - model: the model's id.
  /// - Throws: a context overflow with the estimate, the window and the remedy.
  public static func check(
    _ estimate: PromptEstimate, window: ContextWindow?, model: String
  ) throws(ClientError) {
    if let window, estimate.fits(window) { return }
    throw ClientError(
      .contextOverflow(prompt: estimate.tokens, limit: window?.tokens),
      "\(trouble(estimate, window, model)) \(remedy(estimate, model))")
  }

  private static func trouble(
    _ estimate: PromptEstimate, _ window: ContextWindow?, _ model: String
  ) -> String {
    guard let window else {
      return
        "Ollama reports no context for \(model), because the model is not loaded or Ollama is older than 0.9.7, "
        + "and would silently drop what does not fit of a prompt of about \(estimate.tokens) tokens."
    }
    return "The prompt is about \(estimate.tokens) tokens. Ollama has loaded \(model) with a context of "
      + "\(window.tokens) and would silently drop what does not fit."
  }

  private static func remedy(_ estimate: PromptEstimate, _ model: String) -> String {
    let window = estimate.recommendedWindow
    return "Start Ollama with OLLAMA_CONTEXT_LENGTH=\(window), or create a model from a Modelfile with "
      + "\"PARAMETER num_ctx \(window)\", then load it (ollama run \(model) \"\"); \"ollama ps\" shows the context in use."
  }
}
