import Conversations
import Testing

@testable import Upstream

@Suite("Admission to Ollama") struct OllamaAdmissionTests {
  private func refusal(_ estimate: PromptEstimate, window: Int?) -> ClientError? {
    do throws(ClientError) {
      let window = window.map { ContextWindow(tokens: $0, source: .loaded) }
      try OllamaAdmission.check(estimate, window: window, model: "qwen3:8b")
      return nil
    } catch {
      return error
    }
  }

  @Test("an estimate adds what the template may come to")
  func estimate() {
    #expect(PromptEstimate(promptTokens: 5).tokens == 5 + PromptEstimate.template)
  }

  @Test("a prompt passes where the loaded window is larger than the estimate, and not where it is as large")
  func boundary() {
    let estimate = PromptEstimate(promptTokens: 10_000)
    #expect(refusal(estimate, window: estimate.tokens + 1) == nil)
    #expect(
      refusal(estimate, window: estimate.tokens)?.kind
        == .contextOverflow(prompt: estimate.tokens, limit: estimate.tokens))
  }

  @Test("a refusal tells both figures and what to change")
  func remedy() throws {
    let estimate = PromptEstimate(promptTokens: 20_000)
    let message = try #require(refusal(estimate, window: 4096)?.message)
    for part in [
      "20256", "4096", "OLLAMA_CONTEXT_LENGTH=32768", "PARAMETER num_ctx 32768", "ollama run qwen3:8b",
      "ollama ps",
    ] {
      #expect(message.contains(part), "\(part) in \(message)")
    }
  }

  @Test("a model that is not loaded is refused with the way to load it, however short the prompt")
  func notLoaded() throws {
    let estimate = PromptEstimate(promptTokens: 4)
    let error = try #require(refusal(estimate, window: nil))
    #expect(error.kind == .contextOverflow(prompt: estimate.tokens, limit: nil))
    #expect(error.message.contains("not loaded") && error.message.contains("OLLAMA_CONTEXT_LENGTH=8192"))
  }

  @Test("the recommended window takes the prompt with room for an answer")
  func recommendation() {
    for tokens in stride(from: 0, through: 1_000_000, by: 3331) {
      let estimate = PromptEstimate(promptTokens: tokens)
      let window = estimate.recommendedWindow
      #expect(window >= 8192 && window & (window - 1) == 0 && estimate.tokens < window / 5 * 4)
    }
  }
}
