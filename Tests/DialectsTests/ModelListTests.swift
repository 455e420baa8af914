import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("Lists of models")
struct ModelListTests {
  private static let offers = [
    offer("qwen3:8b", alias: "claude-local-qwen3-8b", window: 8192),
    offer("claude-opus-5-5", backend: "anthropic", window: 1_000_000, output: 128_000),
    offer("box/unknown", backend: "box", window: nil),
  ]

  private static func offer(
    _ id: String, alias: String? = nil, backend: String = "ollama", window: Int?, output: Int? = nil,
    thinks: Bool? = nil
  ) -> OfferedModel {
    var traits = ModelTraits.full
    traits.thinks = thinks
    return OfferedModel(
      id: id, alias: alias, backend: backend, name: id, isLocal: alias != nil, isLoaded: true,
      window: window.map { ContextWindow(tokens: $0, source: .loaded) }, maxOutputTokens: output,
      traits: traits)
  }

  private func page(
    limit: Int = 20, after: String? = nil, before: String? = nil
  ) throws -> (ids: [String], json: JSONValue) {
    var page = AnthropicModelList.Page()
    (page.limit, page.after, page.before) = (limit, after, before)
    let root = try JSONDocument(parsing: AnthropicModelList.body(of: Self.offers, page: page)).root
    return (root["data"]?.elements.compactMap { $0["id"]?.string } ?? [], root)
  }

  @Test("Anthropic's list has ids and aliases, the true window, and where it begins and ends")
  func anthropic() throws {
    let (ids, root) = try page()
    #expect(ids == ["qwen3:8b", "claude-opus-5-5", "box/unknown", "claude-local-qwen3-8b"])
    #expect(root["has_more"]?.bool == false)
    #expect(root["first_id"]?.string == ids.first && root["last_id"]?.string == ids.last)
    let entry = try #require(root["data"].flatMap { Array($0.elements).first })
    #expect(entry["type"]?.string == "model" && entry["display_name"]?.string == "qwen3:8b (ollama)")
    #expect(entry["max_input_tokens"]?.int == 8192 && entry["max_tokens"] == nil)
  }

  @Test("a page ends at its limit, goes on behind an id, and stands before another")
  func pages() throws {
    let first = try page(limit: 2)
    #expect(first.ids == ["qwen3:8b", "claude-opus-5-5"] && first.json["has_more"]?.bool == true)
    let rest = try page(limit: 2, after: "claude-opus-5-5")
    #expect(rest.ids == ["box/unknown", "claude-local-qwen3-8b"] && rest.json["has_more"]?.bool == false)
    let back = try page(limit: 1, before: "box/unknown")
    #expect(back.ids == ["claude-opus-5-5"] && back.json["has_more"]?.bool == true)
    #expect(try page(after: "claude-local-qwen3-8b").ids.isEmpty)
    #expect(try page(before: "qwen3:8b").ids.isEmpty)
    #expect(try page(after: "qwen3:8b", before: "box/unknown").ids == ["claude-opus-5-5"])
    #expect(try page(after: "box/unknown", before: "qwen3:8b").ids.isEmpty)
  }

  @Test("a limit out of bounds and an id that nobody has are refused", arguments: [0, -1, 1001, Int.max])
  func limits(_ limit: Int) {
    #expect(throws: ClientError.self) { try page(limit: limit) }
    #expect(throws: ClientError.self) { try page(after: "nobody") }
    #expect(throws: ClientError.self) { try page(before: "nobody") }
  }

  @Test("OpenAI's list has what both vendors' clients read, and the window under the names that are in use")
  func openAI() throws {
    let root = try JSONDocument(parsing: OpenAIModelList.body(of: Self.offers)).root
    #expect(root["object"]?.string == "list" && root["data"]?.count == 4)
    let entry = try #require(root["data"].flatMap { Array($0.elements).first })
    #expect(entry["object"]?.string == "model" && entry["type"]?.string == "model")
    #expect(entry["created"]?.int == 0 && entry["owned_by"]?.string == "ollama")
    for key in ["context_length", "context_window", "max_model_len", "max_input_tokens"] {
      #expect(entry.member(key)?.int == 8192)
    }
    #expect(try JSONDocument(parsing: OpenAIModelList.body(of: [])).root["first_id"]?.kind == .null)
  }

  @Test("one model is told of by its id and by its alias, as it was asked for, and by no other name")
  func one() throws {
    for body in [OpenAIModelList.body(of:in:), AnthropicModelList.body(of:in:)] {
      let alias = try #require(body("claude-local-qwen3-8b", Self.offers))
      #expect(try JSONDocument(parsing: alias).root["id"]?.string == "claude-local-qwen3-8b")
      #expect(body("box/unknown", Self.offers) != nil && body("unknown", Self.offers) == nil)
    }
  }

  @Test("Codex's catalogue has every model once, with its window and nothing Codex would ask differently for")
  func codex() throws {
    let offers = Self.offers + [Self.offer("thinker", window: 32_768, thinks: true)]
    let root = try JSONDocument(parsing: CodexCatalogue.body(of: offers)).root
    let models = try Array(#require(root["models"]).elements)
    #expect(models.compactMap { $0["slug"]?.string } == offers.map(\.id))
    #expect(models.compactMap { $0["priority"]?.int } == [1, 2, 3, 4])
    #expect(models[0]["context_window"]?.int == 8192 && models[2]["context_window"]?.kind == .null)
    #expect(models[0]["default_reasoning_level"]?.kind == .null)
    #expect(models[0]["supported_reasoning_levels"]?.count == 0)
    #expect(models[3]["default_reasoning_level"]?.string == "medium")
    #expect(
      models[3]["supported_reasoning_levels"]?.elements.map { $0["effort"]?.string } == [
        "low", "medium", "high",
      ])
    #expect(models[0]["apply_patch_tool_type"]?.kind == .null)
    #expect(models[0]["supports_parallel_tool_calls"]?.bool == false)
  }
}
