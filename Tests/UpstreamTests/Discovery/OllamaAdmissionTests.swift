import Conversations
import Testing

@testable import Upstream

@Suite("Admission to an old Ollama") struct OllamaAdmissionTests {
  private func refusal(_ estimate: PromptEstimate, window: Int?, refusesOverflow: Bool = false)
    -> ClientError?
  {
    var traits = ModelTraits.textOnly
    traits.refusesOverflow = refusesOverflow
    let target = Target(
      backend: "ollama", model: "qwen3:8b", dialect: .ollamaChat, isLocal: true,
      window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: traits)
    do throws(ClientError) {
      try OllamaAdmission.check(estimate, for: target)
      return nil
    } catch {
      return error
    }
  }

  @Test("an estimate adds what the template may come to")
  func estimate() {
    #expect(PromptEstimate(promptTokens: 5).tokens == 5 + PromptEstimate.template)
  }

  @Test("a prompt passes where the window is larger than the estimate, and not where it is as large")
  func boundary() {
    let estimate = PromptEstimate(promptTokens: 10_000)
    #expect(refusal(estimate, window: estimate.tokens + 1) == nil)
    #expect(
      refusal(estimate, window: estimate.tokens)?.kind
        == .contextOverflow(prompt: estimate.tokens, limit: estimate.tokens))
    #expect(refusal(estimate, window: nil)?.kind == .contextOverflow(prompt: estimate.tokens, limit: 4096))
  }

  @Test("a server that refuses what does not fit judges for itself")
  func refusing() {
    #expect(refusal(PromptEstimate(promptTokens: 10_000), window: 4096, refusesOverflow: true) == nil)
  }

  @Test("a refusal tells both figures and what to change")
  func remedy() throws {
    let message = try #require(refusal(PromptEstimate(promptTokens: 20_000), window: 4096)?.message)
    for part in ["20256", "4096", "0.12.6", "ollama/qwen3:8b: { window: 32768 }"] {
      #expect(message.contains(part), "\(part) in \(message)")
    }
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
