import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("what Ollama's clients are told of models")
struct OllamaCatalogueTests {
  private let catalogue = OllamaCatalogue(
    [
      OllamaCatalogue.Model(
        name: "qwen3:8b", window: ContextWindow(tokens: 16384, source: .loaded),
        traits: ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false, thinks: true), isLoaded: true,
        family: "qwen3"),
      OllamaCatalogue.Model(
        name: "plain:latest", window: nil,
        traits: ModelTraits(acceptsImages: false, acceptsSystemAnywhere: false, toolUse: .none),
        isLoaded: false),
    ], at: 1_769_903_999)

  private func root(_ body: [UInt8]?) throws -> JSONValue { try JSONDocument(parsing: #require(body)).root }

  private func list(_ value: JSONValue?) -> [String] { value?.elements.compactMap(\.string) ?? [] }

  @Test("the version has three numbers")
  func version() throws {
    let version = try #require(try root(OllamaCatalogue.versionBody)["version"]?.string)
    #expect(version.split(separator: ".").compactMap { Int($0) }.count == 3)
  }

  @Test("all models are listed, each with what its clients take for granted")
  func tags() throws {
    let models = try Array(#require(root(catalogue.tagsBody)["models"]).elements)
    #expect(models.map { $0["name"]?.string } == ["qwen3:8b", "plain:latest"])
    for model in models {
      #expect(model["model"]?.string == model["name"]?.string && model["size"]?.int == 0)
      #expect(model["modified_at"]?.string == "2026-01-31T23:59:59.000Z")
      #expect(model["digest"]?.string?.count == 64)
      for key in ["parent_model", "format", "family", "parameter_size", "quantization_level"] {
        #expect(model["details"]?.member(key)?.kind == .string)
      }
    }
    #expect(list(models[0]["capabilities"]) == ["completion", "tools", "vision", "thinking"])
    #expect(list(models[1]["capabilities"]) == ["completion"])
  }

  @Test("loaded models are told with their windows")
  func loaded() throws {
    let models = try Array(#require(root(catalogue.loadedBody)["models"]).elements)
    #expect(models.map { $0["name"]?.string } == ["qwen3:8b"])
    #expect(models[0]["context_length"]?.int == 16384)
    #expect(models[0]["expires_at"]?.string == "2026-02-01T00:04:59.000Z")
  }

  @Test("a model is shown with its window, where clients look for it, and with what it can do")
  func shown() throws {
    let model = try root(catalogue.shownBody(of: "qwen3:8b"))
    let architecture = try #require(model["model_info"]?["general.architecture"]?.string)
    #expect(model["model_info"]?.member(architecture + ".context_length")?.int == 16384)
    #expect(model["parameters"]?.string?.split(separator: " ").last == "16384")
    #expect(list(model["capabilities"]).contains("tools"))
    let plain = try root(catalogue.shownBody(of: "plain"))
    #expect(plain["parameters"]?.string == "" && plain["model_info"]?.count == 2)
    #expect(catalogue.shownBody(of: "qwen3") == nil && catalogue.shownBody(of: "") == nil)
  }

  @Test("which model is to be shown is said in either of two words")
  func asked() throws {
    for body in [#"{"model":"a"}"#, #"{"name":"a"}"#, #"{"model":"","name":"a"}"#] {
      #expect(try OllamaCatalogue.shownModel(in: JSONText.document(body)) == "a")
    }
    for body in ["{}", "[]", #"{"model":7}"#] {
      #expect(throws: ClientError.self) { try OllamaCatalogue.shownModel(in: JSONText.document(body)) }
    }
  }
}
