import Conversations
import Testing

@testable import Gateway
@testable import Upstream

@Suite("The banner")
struct BannerTests {
  private func page(window: Int?) -> String {
    let card = ModelCard(
      id: "Qwen3:8B", window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: .textOnly,
      isLoaded: true)
    let listing = BackendListing(
      backend: Backend(name: "llama-server", kind: .llamaServer), finding: .models([card]), remembered: [])
    return Banner.findings(
      [listing], at: ListenAddress(host: "127.0.0.1", port: 8484),
      Configuration(store: StoreConfiguration(path: "/x")))
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
        "  export CLAUDE_CODE_MAX_CONTEXT_TOKENS=65536",
      ])
  }

  @Test(
    "a window that is unknown or too small for Claude Code to plan with is not declared to it",
    arguments: [nil, 32_768])
  func smallWindow(_ window: Int?) {
    #expect(!page(window: window).contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS"))
  }
}
