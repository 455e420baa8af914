import Conversations
import Routing
import TestKit
import Testing
import Wire

@testable import Gateway
@testable import Upstream

@Suite("What clients are offered")
struct OfferedModelsTests {
  private static func card(_ id: String, window: Int? = nil, isLoaded: Bool = true) -> ModelCard {
    ModelCard(
      id: id, window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: .textOnly,
      isLoaded: isLoaded)
  }

  private static func listing(_ backend: Backend, _ cards: [ModelCard]) -> BackendListing {
    BackendListing(backend: backend, finding: cards.isEmpty ? nil : .models(cards), remembered: [])
  }

  private func offers(
    _ listings: [BackendListing], details: [String: ModelCard] = [:],
    _ change: (inout Configuration) -> Void = { _ in }
  ) throws -> [OfferedModel] {
    var configuration = Configuration(store: StoreConfiguration(path: "/x"), table: .own)
    change(&configuration)
    return OfferedModels.offers(
      of: listings, configuration, try PromptCounters(ModelTableTests.data), details: details)
  }

  private static let key = Backend.Credentials.key(Credential("sk-1")!)

  @Test("a local model goes by its id and its alias, with its window and the room its answers get")
  func local() throws {
    let offer = try #require(
      try offers([
        Self.listing(Backend(name: "box", kind: .llamaServer), [Self.card("Qwen3:8B", window: 8192)])
      ]).first)
    #expect(offer.id == "Qwen3:8B" && offer.alias == "claude-local-qwen3-8b")
    #expect(offer.window == ContextWindow(tokens: 8192, source: .loaded) && offer.maxOutputTokens == 1536)
    #expect(offer.price == nil)
  }

  @Test(
    "a window that nobody knows is the one that is assumed; a configured one comes first; what was asked by name counts"
  )
  func windows() throws {
    let ollama = Self.listing(Backend(name: "o", kind: .ollama), [Self.card("m", isLoaded: false)])
    #expect(try offers([ollama])[0].window == .unknown)
    let configured = try offers([ollama]) {
      $0.models["o/m"] = ModelConfiguration()
      $0.models["o/m"]?.window = 16_384
    }
    #expect(configured[0].window == ContextWindow(tokens: 16_384, source: .configured))
    var detail = Self.card("m")
    detail.window = ContextWindow(tokens: 40_960, source: .configured)
    #expect(try offers([ollama], details: ["o/m": detail])[0].window?.tokens == 40_960)
    #expect(try offers([ollama], details: ["o/m": detail])[0].isLoaded == false)
  }

  @Test(
    "a vendor's models are those of the table where there is a key, and none without one or somewhere else")
  func vendors() throws {
    let vendor = Backend(name: "anthropic", kind: .anthropic, credentials: Self.key)
    let opus = try #require(try offers([Self.listing(vendor, [])]).first { $0.id == "claude-opus-5-5" })
    #expect(
      opus.window == ContextWindow(tokens: 1_000_000, source: .table) && opus.maxOutputTokens == 128_000)
    #expect(opus.price == ModelPrice(input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5))
    #expect(opus.traits.thinks == true && opus.alias == nil && !opus.isFitted)
    #expect(try offers([Self.listing(vendor, [])]).allSatisfy { !$0.id.hasPrefix("claude-3") })
    #expect(
      try offers([Self.listing(Backend(name: "anthropic", kind: .anthropic, credentials: .client), [])])
        .isEmpty)
    let elsewhere = Backend(name: "a", kind: .anthropic, url: "http://proxy", credentials: Self.key)
    #expect(try offers([Self.listing(elsewhere, [])]).isEmpty)
    let openAI = Backend(name: "openai", kind: .openai, credentials: Self.key)
    #expect(try offers([Self.listing(openAI, [])]).contains { $0.id == "openai/gpt-6-sol" })
  }

  @Test(
    "what a vendor lists itself has the table's window and price, and a broker's model another's price not")
  func listedByVendor() throws {
    let openAI = Backend(name: "openai", kind: .openai, credentials: Self.key)
    let listed = try offers([Self.listing(openAI, [Self.card("gpt-5-mini"), Self.card("qwen3-8b")])])
    #expect(
      listed.map(\.window?.tokens) == [
        400_000, try ModelTable(ModelTableTests.data).match("qwen3-8b")?.entry.window,
      ])
    #expect(listed[0].price?.input == 0.25 && listed[1].price == nil)
  }

  @Test("a model that only the configuration names is offered by backend/model, every id once")
  func named() throws {
    let listed = try offers([
      Self.listing(Backend(name: "o", kind: .ollama), [Self.card("m"), Self.card("m")])
    ]) {
      $0.models = [
        "o/m": ModelConfiguration(), "o/later": ModelConfiguration(), "other/m": ModelConfiguration(),
      ]
    }
    #expect(listed.map(\.id) == ["m", "o/later"])
    #expect(listed[1].alias == nil && !listed[1].isLoaded && !listed[1].isListed && listed[0].isListed)
  }

  @Test(
    "whatever the backends are called and list, every name that is offered leads to its model and no other")
  func names() throws {
    var random = SeededGenerator(for: "names")
    let words = [
      "m", "M", "a/m", "box/m", "claude-local-m", "claude-local-a-m", "m:1", "claude-x", "b/box/m", "/",
      "box/",
    ]
    let kinds: [BackendKind] = [.ollama, .llamaServer, .lmstudio, .openai, .anthropic]
    for _ in 0..<400 {
      let names = ["box", "a", "b", "m"].shuffled(using: &random).prefix(
        Int.random(in: 1...4, using: &random))
      let listings = names.map { name in
        let backend = Backend(name: name, kind: kinds.randomElement(using: &random)!, credentials: Self.key)
        let ids = words.shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random))
        return Self.listing(backend, ids.map { Self.card($0) })
      }
      let snapshots = listings.map { listing in
        BackendSnapshot(
          name: listing.backend.name, dialect: listing.backend.dialect, isLocal: listing.backend.isLocal,
          credentials: .own, models: listing.models)
      }
      var seen: Set<String> = []
      for offer in try offers(listings) {
        for name in offer.names {
          #expect(seen.insert(name).inserted, "\(name) twice")
          let target = try PolicyLibrary.own.standard.policy.route(name, snapshots).targets[0]
          #expect(target.backend == offer.backend && target.model == offer.name, "\(name)")
        }
      }
    }
  }

  @Test(
    "the shape of a list is told by the marks a client leaves",
    arguments: [
      ("client_version=0.163.0", [], ModelListShape.codex),
      (nil, [("user-agent", "codex_exec/0.163.0 (Debian)")], .codex),
      ("limit=1000", [("user-agent", "claude-code/2.1.327")], .anthropic),
      (nil, [("user-agent", "claude-cli/2.1.327 (external, cli)")], .anthropic),
      (nil, [("anthropic-version", "2023-06-01"), ("user-agent", "Anthropic/Python 2.10.0")], .anthropic),
      (nil, [("user-agent", "OpenAI/Python 3.51.0")], .openAI), (nil, [], .openAI),
    ] as [(String?, [(String, String)], ModelListShape)])
  func shapes(_ query: String?, _ headers: [(String, String)], _ shape: ModelListShape) {
    var fields = HTTPFields()
    for (name, value) in headers { fields.append(name, value) }
    #expect(ModelListShape(query: HTTPQuery(query), fields: fields) == shape)
  }

  @Test("a report read back from its JSON is the same report")
  func report() throws {
    let listings = [
      Self.listing(Backend(name: "o", kind: .ollama), [Self.card("m", window: 8192), Self.card("n")]),
      Self.listing(Backend(name: "anthropic", kind: .anthropic, credentials: Self.key), []),
      BackendListing(
        backend: Backend(name: "gone", kind: .lmstudio), finding: .absent("refused"),
        remembered: [Self.card("g")]),
    ]
    let report = ModelsReport(listings, try offers(listings))
    #expect(ModelsReport(try JSONDocument(parsing: report.json).root) == report)
    #expect(report.standIn?.id == "m" && report.model(named: "o/n")?.id == "n")
    #expect(report.model(named: "claude-local-m")?.id == "m" && report.model(named: "x") == nil)
    #expect(report.backends.map(\.state) == [.ready, .unasked, .absent])
  }
}
