import Conversations

/// Whether a request may be sent to a server that cuts a prompt which does not fit, and tells nobody.
///
/// Ollama does before version 0.12.6, which knows nothing of being forbidden to. Such a one is asked only where the
/// window that the request names is larger than the estimate. Others answer such a prompt with an error and are asked.
public enum OllamaAdmission {
  /// Lets a request pass or says what to change.
  ///
  /// - Parameters:
  ///   - estimate: what the prompt may come to.
  ///   - target: where it is to go.
  /// - Throws: a context overflow with the estimate, the window and the remedy.
  public static func check(_ estimate: PromptEstimate, for target: Target) throws(ClientError) {
    let window = target.window ?? .unknown
    if target.traits.refusesOverflow || estimate.fits(window) { return }
    throw ClientError(
      .contextOverflow(prompt: estimate.tokens, limit: window.tokens),
      "The prompt is about \(estimate.tokens) tokens. This Ollama would load \(target.model) with a context of "
        + "\(window.tokens) and silently drop what does not fit. Update it to 0.12.6 or later, or give the model a "
        + "window that takes the prompt, in the configuration: "
        + "models: { \(target.name): { window: \(estimate.recommendedWindow) } }.")
  }
}
