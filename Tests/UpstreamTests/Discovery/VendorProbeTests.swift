import Conversations
import Testing

@testable import Upstream

@Suite("Vendors' lists of models") struct VendorProbeTests {
  private func listed(_ tokens: Int) -> ContextWindow { ContextWindow(tokens: tokens, source: .table) }

  private func probe(_ name: String) throws -> ServerProbe {
    let kind = try #require(BackendTable.own[name])
    return try #require(Backend(name: "b", kind: kind).probe)
  }

  private func cards(_ kind: String, _ body: String) throws -> [ModelCard] {
    let finding = try probe(kind).finding(from: [ProbeAnswer(body)])
    #expect(finding.isReady)
    return finding.models
  }

  @Test("vLLM and SGLang tell the window that is loaded", arguments: ["vllm", "sglang"])
  func loaded(kind: String) throws {
    let list =
      #"{"object":"list","data":[{"id":"Qwen/Qwen3-8B","object":"model","owned_by":"vllm","max_model_len":32768}]}"#
    #expect(
      try cards(kind, list) == [
        ModelCard(
          id: "Qwen/Qwen3-8B", window: ContextWindow(tokens: 32768, source: .loaded), traits: .textOnly,
          isLoaded: true)
      ])
  }

  @Test("OpenRouter tells what its provider offers and what a model can do")
  func openRouter() throws {
    let found = try cards(
      "openrouter",
      #"""
      {"data":[
      {"id":"qwen/qwen3-coder","name":"Qwen: Qwen3 Coder","context_length":262144,
      "architecture":{"input_modalities":["text"],"tokenizer":"Qwen3"},
      "pricing":{"prompt":"0.00000022","completion":"0.00000095"},
      "top_provider":{"context_length":131072,"max_completion_tokens":32768},
      "supported_parameters":["tools","temperature"]},
      {"id":"x/eyes:free","context_length":8192,"architecture":{"input_modalities":["text","image"]},
      "top_provider":{"context_length":null,"max_completion_tokens":null},"supported_parameters":["reasoning"]}]}
      """#)
    var plain = ModelTraits.full
    (plain.acceptsImages, plain.thinks) = (false, false)
    var eyes = ModelTraits.full
    (eyes.toolUse, eyes.thinks) = (.none, true)
    #expect(
      found == [
        ModelCard(
          id: "qwen/qwen3-coder", window: listed(131_072), traits: plain, isLoaded: true,
          displayName: "Qwen: Qwen3 Coder", maxOutputTokens: 32768),
        ModelCard(id: "x/eyes:free", window: listed(8192), traits: eyes, isLoaded: true),
      ])
  }

  @Test(
    "a window is known by whatever name a vendor gives it",
    arguments: [
      ("groq", #"{"data":[{"id":"m","context_window":131072}]}"#, 131_072),
      (
        "mistral",
        #"{"data":[{"id":"m","max_context_length":32768,"capabilities":{"completion_chat":true}}]}"#, 32768
      ),
      ("moonshot", #"{"data":[{"id":"m","context_length":262144}]}"#, 262_144),
      ("together", #"[{"id":"m","type":"chat","context_length":4096}]"#, 4096),
      (
        "anthropic", #"{"data":[{"type":"model","id":"m","max_input_tokens":1000000,"max_tokens":128000}]}"#,
        1_000_000
      ),
      ("gemini-openai", #"{"object":"list","data":[{"id":"m","object":"model"}]}"#, nil),
      ("openai", #"{"data":[{"id":"m","context_length":0}]}"#, nil),
    ] as [(String, String, Int?)])
  func windows(kind: String, list: String, tokens: Int?) throws {
    let card = try #require(try cards(kind, list).first)
    #expect(card.id == "m" && card.window == tokens.map(listed) && card.traits.toolUse == .native)
  }

  @Test("what nobody can talk to is not offered")
  func otherwiseUsed() throws {
    let list =
      #"{"data":[{"id":"a","capabilities":{"completion_chat":false}},{"id":"b","type":"embedding"}]}"#
    #expect(try cards("mistral", list) == [])
  }

  @Test("Anthropic's list names its models, and is not asked for with somebody else's login")
  func anthropic() throws {
    let found = try cards(
      "anthropic",
      #"""
      {"data":[{"type":"model","id":"claude-x","display_name":"Claude X","max_input_tokens":200000,"max_tokens":64000,
      "capabilities":{"image_input":{"supported":true},"thinking":{"supported":false}}}],"has_more":false}
      """#)
    var traits = ModelTraits.full
    traits.thinks = false
    #expect(
      found == [
        ModelCard(
          id: "claude-x", window: listed(200_000), traits: traits, isLoaded: true, displayName: "Claude X",
          maxOutputTokens: 64000)
      ])
    #expect(Backend(name: "a", kind: .anthropic, credentials: .client).probe == nil)
  }

  @Test("Gemini's models are known by what a request calls them, and what does not answer is not offered")
  func gemini() {
    let body = #"""
      {"models":[{"name":"models/gemini-2.5-pro","displayName":"Gemini 2.5 Pro","inputTokenLimit":1048576,
      "outputTokenLimit":65536,"supportedGenerationMethods":["generateContent","countTokens"],"thinking":true},
      {"name":"models/embedding-001","inputTokenLimit":2048,"supportedGenerationMethods":["embedContent"]}]}
      """#
    var traits = ModelTraits.full
    traits.thinks = true
    #expect(
      ServerProbe.gemini(path: "/models").finding(from: [ProbeAnswer(body)]).models == [
        ModelCard(
          id: "gemini-2.5-pro", window: listed(1_048_576), traits: traits, isLoaded: true,
          displayName: "Gemini 2.5 Pro", maxOutputTokens: 65536)
      ])
  }

  @Test(
    "Copilot's prompts are as long as the account may make them, and other endpoints' models are not offered")
  func copilot() {
    let body = #"""
      {"data":[
      {"id":"gpt-x","name":"GPT X","vendor":"OpenAI","model_picker_enabled":true,"policy":{"state":"enabled"},
      "capabilities":{"family":"gpt-x","type":"chat","tokenizer":"o200k_base",
      "limits":{"max_context_window_tokens":400000,"max_prompt_tokens":128000,"max_output_tokens":64000},
      "supports":{"tool_calls":true,"parallel_tool_calls":true,"streaming":true,"vision":true}},
      "supported_endpoints":["/chat/completions","/responses"]},
      {"id":"weak","capabilities":{"type":"chat","limits":{"max_context_window_tokens":16000},"supports":{}}},
      {"id":"off","policy":{"state":"disabled"},"capabilities":{"type":"chat"}},
      {"id":"codex","capabilities":{"type":"chat"},"supported_endpoints":["/responses"]},
      {"id":"embed","capabilities":{"type":"embeddings"}}]}
      """#
    let probe = ServerProbe.copilot(path: "/models", endpoint: "/chat/completions")
    var weak = ModelTraits.full
    (weak.acceptsImages, weak.toolUse) = (false, .none)
    #expect(
      probe.finding(from: [ProbeAnswer(body)]).models == [
        ModelCard(
          id: "gpt-x", window: listed(128_000), traits: .full, isLoaded: true, displayName: "GPT X",
          maxOutputTokens: 64000),
        ModelCard(id: "weak", window: listed(16000), traits: weak, isLoaded: true),
      ])
  }

  @Test("a list in no form at all is none", arguments: ["anthropic", "openrouter", "vllm"])
  func strangers(kind: String) throws {
    for body in ["", "null", "{}", #"{"data":{}}"#, "<html>", #"{"models":1}"#] {
      #expect(try probe(kind).finding(from: [ProbeAnswer(body)]) == .unrecognised, "\(body)")
    }
    #expect(try probe(kind).finding(from: [ProbeAnswer("{}", status: 401)]) == .locked)
  }
}
