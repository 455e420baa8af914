import Conversations
import Testing

@testable import Gateway
@testable import Upstream

@Suite("The banner")
struct BannerTests {
  private func page(window: Int?, isLoaded: Bool = true) -> String {
    let card = ModelCard(
      id: "Qwen3:8B", window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: .textOnly,
      isLoaded: isLoaded)
    let listing = BackendListing(
      backend: Backend(name: "llama-server", kind: .llamaServer), finding: .models([card]), remembered: [])
    return Banner.findings(
      [listing], at: ListenAddress(host: "127.0.0.1", port: 8484),
      Configuration(store: StoreConfiguration(path: "/x"), table: .own))
  }

  @Test("a model is shown with its window and how it came to be known, or as not loaded")
  func windows() {
    #expect(page(window: 8192).contains("  Qwen3:8B, 8192 tokens loaded  as"))
    #expect(page(window: nil).contains("  Qwen3:8B  as"))
    #expect(page(window: nil, isLoaded: false).contains("  Qwen3:8B, not loaded  as"))
  }

  @Test("the lines for a local model leave no name under which Claude Code would ask a vendor")
  func localModel() {
    let lines = page(window: 65_536).split(separator: "\n").filter { $0.hasPrefix("  export ") }
    #expect(
      lines == [
        "  export ANTHROPIC_BASE_URL=http://127.0.0.1:8484",
        "  export ANTHROPIC_AUTH_TOKEN=local ANTHROPIC_MODEL=claude-local-qwen3-8b",
        "  export ANTHROPIC_DEFAULT_HAIKU_MODEL=$ANTHROPIC_MODEL",
        "  export ANTHROPIC_DEFAULT_SONNET_MODEL=$ANTHROPIC_MODEL",
        "  export ANTHROPIC_DEFAULT_OPUS_MODEL=$ANTHROPIC_MODEL",
        "  export ANTHROPIC_DEFAULT_FABLE_MODEL=$ANTHROPIC_MODEL",
      ])
  }

  @Test("no window is declared to Claude Code, which would compact what is made to fit anyway")
  func anyWindow() {
    #expect(!page(window: 65_536).contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS"))
  }
}
