import Conversations
import Reactor
import Testing

@testable import Upstream

@Suite("Model catalogue", .timeLimit(.minutes(2))) struct ModelCatalogTests {
  private let world = ScriptedServers()

  init() {
    LoopActor.shared.loop.start()
  }

  private static let studio = "http://127.0.0.1:1234"
  private static let llama = "http://127.0.0.1:8080"
  private static let ollama = "http://127.0.0.1:11434"

  @LoopActor private func names(_ catalog: ModelCatalog) async -> [String] {
    await catalog.listings().map(\.backend.name)
  }

  // MARK: Another configuration

  @Test("what is known of a backend that is the same in another configuration stays; the others are asked")
  @LoopActor func takeUp() async {
    world.servers["http://box"] = .llamaServer
    world.servers["http://moved"] = .llamaServer
    world.servers["http://new"] = .llamaServer
    func backend(_ name: String, _ url: String) -> Backend {
      Backend(name: name, kind: .llamaServer, url: url)
    }
    let earlier = world.catalog(
      configured: [backend("box", "http://box"), backend("other", "http://gone")], discovered: [])
    _ = await earlier.refresh(.start)
    _ = world.takeQuestions()
    let catalog = world.catalog(
      configured: [
        backend("box", "http://box"), backend("other", "http://moved"), backend("new", "http://new"),
      ], discovered: [])
    catalog.takeUp(earlier)
    #expect(await catalog.listings().map { $0.models.count } == [1, 0, 0])
    catalog.askNewcomers()
    // Whoever refreshes waits for what is being asked.
    _ = await catalog.refresh(.start)
    #expect(await catalog.listings().map { $0.models.count } == [1, 1, 1])
    #expect(!world.takeQuestions().contains { $0.hasPrefix("http://box") })
  }

  @Test("what is being asked while the configuration changes is asked again, when it is time to")
  @LoopActor func takeUpDoubt() async {
    world.servers["http://box"] = .llamaServer
    let backends = [Backend(name: "box", kind: .llamaServer, url: "http://box")]
    let earlier = world.catalog(configured: backends, discovered: [])
    _ = await earlier.refresh(.start)
    earlier.invalidate(backend: "box")
    let catalog = world.catalog(configured: backends, discovered: [])
    catalog.takeUp(earlier)
    _ = world.takeQuestions()
    _ = await catalog.listings()
    #expect(world.takeQuestions().first == "http://box/props")
  }

  // MARK: What is listed

  @Test("nothing is known and nobody is asked before a refresh")
  @LoopActor func beginning() async {
    world.servers[Self.studio] = .lmStudio
    let catalog = world.catalog()
    #expect(await catalog.listings().isEmpty)
    #expect(world.takeQuestions().isEmpty)
  }

  @Test("a local server that has told nothing yet is asked when a request is for it, once a second")
  @LoopActor func unheard() async {
    let catalog = world.catalog(
      configured: [
        Backend(name: "box", kind: .llamaServer, url: "http://box"), .init(name: "a", kind: .anthropic),
      ])
    #expect(await !catalog.hearFrom(backend: "box"))
    #expect(await !catalog.hearFrom(backend: "box") && world.takeQuestions() == ["http://box/props"])
    world.servers["http://box"] = .llamaServer
    world.now += 1_000_000_000
    #expect(await catalog.hearFrom(backend: "box"))
    #expect(await catalog.listings()[0].models.first?.window?.source == .loaded)
    world.now += 1_000_000_000
    _ = world.takeQuestions()
    let others = [await catalog.hearFrom(backend: "box"), await catalog.hearFrom(backend: "a")]
    #expect(others == [false, false] && world.takeQuestions().isEmpty)
  }

  @Test("a request for a server that is being asked waits for what it says")
  @LoopActor func unheardWhileAsked() async {
    world.servers[Self.llama] = .llamaServer
    let catalog = world.catalog(
      configured: [Backend(name: "box", kind: .llamaServer, url: Self.llama)], discovered: [])
    let asking = spawn { await catalog.refresh(.start) }
    #expect(await catalog.hearFrom(backend: "box"))
    #expect(await asking.value)
    #expect(world.takeQuestions().count { $0.hasSuffix(":8080/props") } == 1)
  }

  @Test("discovered servers are listed where they answer, in the usual order")
  @LoopActor func discovery() async {
    world.servers = [
      Self.ollama: .ollama(window: 16384), Self.studio: .lmStudio,
      Self.llama: .answer(ProbeAnswer("<html>It works!</html>")),
    ]
    let catalog = world.catalog()
    #expect(await catalog.refresh(.start))
    let listings = await catalog.listings()
    #expect(listings.map(\.backend.name) == ["lmstudio", "ollama"])
    #expect(listings[0].models.map(\.id) == ["qwen3-8b", "gemma-3-12b"])
  }

  @Test("a server that is not there, or another one, is asked a single question")
  @LoopActor func fewQuestions() async {
    world.servers[Self.llama] = .answer(ProbeAnswer("no", status: 404))
    _ = await world.catalog().refresh(.start)
    #expect(
      world.takeQuestions().sorted() == [
        "http://127.0.0.1:11434/api/version", "http://127.0.0.1:1234/api/v1/models",
        "http://127.0.0.1:8080/props",
        "http://127.0.0.1:9931/props",
      ])
  }

  @Test("configured backends are listed first, whether they answer or not, and tell why not")
  @LoopActor func configured() async {
    world.servers = [
      Self.studio: .lmStudio, "http://locked": .answer(ProbeAnswer("{}", status: 401)),
      "http://other": .answer(ProbeAnswer("{}")), "http://slow": .failure(.reset("connection reset")),
    ]
    let catalog = world.catalog(
      configured: [Backend(name: "anthropic", kind: .anthropic, credentials: .client)]
        + ["gone", "locked", "other", "slow"].map {
          Backend(name: $0, kind: .llamaServer, url: "http://\($0)")
        })
    _ = await catalog.refresh(.start)
    let listings = await catalog.listings()
    #expect(listings.map(\.backend.name) == ["anthropic", "gone", "locked", "other", "slow", "lmstudio"])
    #expect(
      listings.prefix(5).map(\.finding) == [
        nil, .absent("connection refused"), .locked, .unrecognised, .silent("connection reset"),
      ])
    #expect(listings.prefix(5).flatMap(\.models).isEmpty)
  }

  @Test("a configured window replaces the reported one in the list")
  @LoopActor func configuredWindow() async {
    world.servers[Self.ollama] = .ollama(window: 4096)
    var backend = Backend(name: "o", kind: .ollama)
    backend.window = 32768
    let catalog = world.catalog(configured: [backend], discovered: [])
    _ = await catalog.refresh(.start)
    let windows = await catalog.listings().first?.models.map(\.window)
    #expect(windows == Array(repeating: ContextWindow(tokens: 32768, source: .configured), count: 3))
  }

  @Test("who cannot wait gets what is known by then; a silent server is asked on for the next")
  @LoopActor func impatience() async {
    world.servers = [Self.studio: .lmStudio, Self.llama: .silence]
    let catalog = world.catalog()
    let listings = await catalog.listings(within: 50)
    #expect(listings.map(\.backend.name) == ["lmstudio"])
    #expect(world.takeQuestions().contains(Self.llama + "/props"))
    world.servers[Self.ollama] = .ollama(window: 16384)
    #expect(await catalog.listings(within: 1).map(\.backend.name) == ["lmstudio"])
    #expect(world.takeQuestions().isEmpty, "asked again at once")
  }

  // MARK: When it is asked again

  @Test("an unknown model is a reason to ask again, once in 30 seconds")
  @LoopActor func unknownModel() async {
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    world.servers[Self.llama] = .llamaServer
    #expect(await catalog.refresh(.unknownModel))
    #expect(await names(catalog) == ["llama-server"])

    _ = world.takeQuestions()
    #expect(await catalog.refresh(.unknownModel) == false)
    #expect(world.takeQuestions().isEmpty)
    world.now += 30_000_000_000
    #expect(await catalog.refresh(.unknownModel))
  }

  @Test("an invalidated backend is asked before the next listing, once in 30 seconds, and no other is")
  @LoopActor func invalidation() async {
    world.servers = [Self.ollama: .ollama(window: 16384), Self.studio: .lmStudio]
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    func window() async -> Int? { await catalog.listings().last?.models.first?.window?.tokens }

    world.servers[Self.ollama] = .ollama(window: 8192)
    #expect(await window() == 16384)
    catalog.invalidate(backend: "ollama")
    _ = world.takeQuestions()
    #expect(await window() == 8192)
    #expect(world.takeQuestions().map { $0.hasPrefix(Self.ollama) } == [true, true, true])

    world.servers[Self.ollama] = .ollama(window: 4096)
    catalog.invalidate(backend: "ollama")
    #expect(await window() == 8192)
    world.now += 30_000_000_000
    #expect(await window() == 4096)
  }

  @Test("a server that was loading is asked again after a second, and listed once it is ready")
  @LoopActor func loading() async {
    world.servers[Self.llama] = .llamaLoading
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    #expect(await names(catalog).isEmpty)
    world.servers[Self.llama] = .llamaServer
    #expect(await names(catalog).isEmpty)
    world.now += 1_000_000_000
    #expect(await names(catalog) == ["llama-server"])

    _ = world.takeQuestions()
    #expect(await names(catalog) == ["llama-server"])
    #expect(world.takeQuestions().isEmpty)
  }

  @Test("a server in use is asked again every two minutes, and nobody waits for that")
  @LoopActor func routine() async {
    let servers = ScriptedServers()
    servers.servers = ["http://127.0.0.1:8080": .llamaServer]
    let catalog = servers.catalog(discovered: [Backend(name: "llama-server", kind: .llamaServer)])
    _ = await catalog.refresh(.start)
    let window = await catalog.listings().last?.models.first?.window
    #expect(window?.tokens == 8192 && servers.takeQuestions().count == 2)
    servers.servers = ["http://127.0.0.1:8080": .silence]
    servers.now += 119_000_000_000
    _ = await catalog.listings()
    #expect(servers.takeQuestions() == [])
    servers.now += 1_000_000_000
    #expect(await catalog.listings().last?.models.first?.window == window)
    #expect(servers.takeQuestions() == [])
    await Task.yield()
    #expect(servers.takeQuestions() == ["http://127.0.0.1:8080/props"])
  }

  @Test("a server that stays loading is asked once a second at most")
  @LoopActor func stillLoading() async {
    world.servers[Self.llama] = .llamaLoading
    let catalog = world.catalog(discovered: [Backend(name: "l", kind: .llamaServer)])
    _ = await catalog.refresh(.start)
    _ = world.takeQuestions()
    for _ in 0..<3 { _ = await catalog.listings() }
    #expect(world.takeQuestions().count == 1)
    world.now += 1_000_000_000
    for _ in 0..<3 { _ = await catalog.listings() }
    #expect(world.takeQuestions().count == 1)
  }

  @Test(
    "the models of a server that is gone stay its own and are loaded no more; one too busy keeps them as they are"
  )
  @LoopActor func goneOrBusy() async {
    world.servers = [Self.llama: .llamaServer, Self.studio: .lmStudio]
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    world.servers = [Self.studio: .failure(.reset("connection reset"))]
    _ = await catalog.refresh(.unknownModel)
    let models = Dictionary(
      uniqueKeysWithValues: await catalog.listings().map { ($0.backend.name, $0.models) })
    #expect(models["llama-server"]?.isEmpty == false)
    #expect(models["llama-server"]?.allSatisfy { !$0.isLoaded && $0.window == nil } == true)
    #expect(models["lmstudio"]?.contains(where: \.isLoaded) == true)
  }

  // MARK: One model

  @LoopActor private func window(
    _ model: String, _ catalog: ModelCatalog, at backend: String = "ollama", configured: Int? = nil
  ) async -> ContextWindow? {
    await catalog.card(of: model, at: backend, configured: configured)?.window
  }

  @Test("what a model is loaded with is asked every time, and adopted unless more is configured")
  @LoopActor func loadedModel() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    #expect(await window("qwen3:8b", catalog) == ContextWindow(tokens: 16384, source: .loaded))
    world.servers[Self.ollama] = .ollama(window: 4096)
    #expect(await window("qwen3:8b", catalog) == ContextWindow(tokens: 4096, source: .loaded))
    #expect(
      await window("qwen3:8b", catalog, configured: 2048) == ContextWindow(tokens: 4096, source: .loaded))
    #expect(
      await window("qwen3:8b", catalog, configured: 8192) == ContextWindow(tokens: 8192, source: .configured))
    #expect(await window("qwen3:8b", catalog, at: "nowhere") == nil)
  }

  @Test(
    "a model that is not listed is as cautious a guess as its server allows; the tag latest need not be named"
  )
  @LoopActor func unlistedModel() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    let nobody = await catalog.card(of: "nobody", at: "ollama", configured: nil)
    #expect(nobody?.window == .unknown && nobody?.traits == .textOnly)
    let old = await catalog.card(of: "old", at: "ollama", configured: nil)
    #expect(old?.id == "old:latest")
    #expect(
      ModelProbe.ollama.readLoaded(
        "a/b", ProbeAnswer(#"{"models":[{"name":"a/b:latest","context_length":9}]}"#))
        == ContextWindow(tokens: 9, source: .loaded))
  }

  @Test("a model that Ollama has others run is known as one, by its name or by what it is shown as")
  @LoopActor func remoteModel() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    for (model, isRemote) in [("gpt-oss:120b-cloud", true), ("Kimi-K2:Cloud", true), ("qwen3:8b", false)] {
      #expect(await catalog.card(of: model, at: "ollama", configured: nil)?.isRemote == isRemote)
    }
  }

  @Test(
    "a server that has not been asked yet is asked before a model of it is, and one that fails is not trusted"
  )
  @LoopActor func unaskedServer() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog()
    #expect(await window("qwen3:8b", catalog) == ContextWindow(tokens: 16384, source: .loaded))
    #expect(await catalog.card(of: "qwen3:8b", at: "ollama", configured: nil)?.traits.refusesOverflow == true)

    for (trouble, refuses) in [
      (TransportError.reset("connection reset"), false), (.refused("refused"), true),
    ] {
      world.servers[Self.ollama] = .failure(trouble)
      let other = world.catalog()
      _ = world.takeQuestions()
      let card = await other.card(of: "qwen3:8b", at: "ollama", configured: 9000)
      #expect(card?.window == ContextWindow(tokens: 9000, source: .configured))
      #expect(card?.traits.refusesOverflow == refuses)
      #expect(world.takeQuestions() == [Self.ollama + "/api/version"])
    }
  }

  @Test("a model that is not loaded has the configured window, else its maker's, else the assumed one")
  @LoopActor func unloadedModel() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    var backend = Backend(name: "o", kind: .ollama)
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    #expect(await window("old:latest", catalog) == ContextWindow(tokens: 6144, source: .configured))
    #expect(
      await window("old:latest", catalog, configured: 5000)
        == ContextWindow(tokens: 5000, source: .configured))
    // It was trained for no more than 8,192.
    #expect(
      await window("old:latest", catalog, configured: 99_999)
        == ContextWindow(tokens: 8192, source: .configured))
    #expect(await window("gemma3:12b", catalog) == .unknown)

    backend.unknownWindow = 2048
    let careful = world.catalog(configured: [backend], discovered: [])
    _ = await careful.refresh(.start)
    #expect(await window("gemma3:12b", careful, at: "o") == ContextWindow(tokens: 2048, source: .assumed))

    backend.window = 7000
    let own = world.catalog(configured: [backend], discovered: [])
    _ = await own.refresh(.start)
    #expect(await window("gemma3:12b", own, at: "o") == ContextWindow(tokens: 7000, source: .configured))
    #expect(
      await window("gemma3:12b", own, at: "o", configured: 9000)
        == ContextWindow(tokens: 9000, source: .configured))
  }

  @Test("the facts of a model are asked once until its server is asked again, and what is loaded every time")
  @LoopActor func factsOnce() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    _ = world.takeQuestions()
    let (loaded, facts) = (Self.ollama + "/api/ps", Self.ollama + "/api/show")
    for expected in [[loaded, facts], [loaded], [loaded]] {
      #expect(
        await catalog.card(of: "old:latest", at: "ollama", configured: nil)?.traits.acceptsImages == true)
      #expect(world.takeQuestions() == expected)
    }
    #expect(await catalog.refresh(.unknownModel))
    _ = world.takeQuestions()
    _ = await catalog.card(of: "old:latest", at: "ollama", configured: nil)
    #expect(world.takeQuestions() == [loaded, facts])
  }

  @Test("of a server that fails when asked for a model, what it said last is believed")
  @LoopActor func failingModel() async {
    world.servers[Self.ollama] = .ollama(window: 16384)
    let catalog = world.catalog(limit: .milliseconds(100))
    _ = await catalog.refresh(.start)
    for trouble in [
      ScriptedServers.Behaviour.failure(.reset("connection reset")), .answer(ProbeAnswer("no", status: 500)),
      .silence,
    ] {
      world.servers[Self.ollama] = trouble
      #expect(await window("qwen3:8b", catalog) == ContextWindow(tokens: 16384, source: .loaded))
      #expect(await window("old:latest", catalog) == .unknown)
    }
  }

  @Test("a model whose server's windows no request can name is not asked for")
  @LoopActor func noModelProbe() async {
    world.servers = [Self.llama: .llamaServer, Self.studio: .lmStudio]
    let catalog = world.catalog()
    _ = await catalog.refresh(.start)
    _ = world.takeQuestions()
    #expect(await window("tiny-random", catalog, at: "llama-server") == nil)
    #expect(await window("qwen3-8b", catalog, at: "lmstudio", configured: 9) == nil)
    #expect(world.takeQuestions().isEmpty)
  }

  // MARK: Limits and sharing

  @Test("a server is asked by HTTP, on one connection")
  @LoopActor func sockets() async {
    let list = #"{"object":"list","data":[{"id":"listed"}]}"#
    let server = ScriptedServer { peer in
      for body in [ServerSamples.llamaProperties, list] {
        guard peer.readRequest() != nil else { return }
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      }
    }
    let backend = Backend(name: "l", kind: .llamaServer, url: "http://127.0.0.1:\(server.port)")
    let catalog = ModelCatalog(configured: [backend], discovered: [], transport: CurlTransport())
    #expect(await catalog.refresh(.start))
    #expect(await catalog.listings().first?.models.map(\.id) == ["listed"])
  }

  @Test("a server that does not answer within the limit is given up, and the others are listed")
  @LoopActor func limit() async {
    world.servers = [Self.studio: .silence, Self.llama: .llamaServer]
    let silent = Backend(name: "silent", kind: .lmstudio)
    let catalog = world.catalog(
      configured: [silent], discovered: LocalServers.usual(besides: [silent]), limit: .milliseconds(200))
    #expect(await catalog.refresh(.start))
    let listings = await catalog.listings()
    #expect(listings.map(\.backend.name) == ["silent", "llama-server"])
    #expect(listings.first?.finding == .silent("no answer within 0.2 seconds"))
  }

  @Test("callers that ask at the same time share one asking")
  @LoopActor func sharing() async {
    world.servers[Self.llama] = .llamaServer
    let catalog = world.catalog(discovered: [Backend(name: "l", kind: .llamaServer)])
    // Begun on the loop, both are under way before the server's answer can be.
    let first = spawn { await catalog.refresh(.start) }
    let second = spawn { await catalog.refresh(.unknownModel) }
    #expect(await first.value)
    #expect(await second.value)
    #expect(world.takeQuestions() == ["http://127.0.0.1:8080/props", "http://127.0.0.1:8080/v1/models"])
  }
}
