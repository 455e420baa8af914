import Conversations
import Testing

@testable import Upstream

@Suite("Server probes") struct ServerProbeTests {
  private static let probes: [(name: String, probe: ServerProbe)] = [
    ("llama-server", .llamaServer), ("lmstudio", .lmStudio),
    ("older lmstudio", ServerProbe.lmStudio.older[0]),
    ("ollama", .ollama),
  ]

  private let olderLMStudio = ServerProbe.lmStudio.older[0]

  private func loaded(_ tokens: Int) -> ContextWindow { ContextWindow(tokens: tokens, source: .loaded) }

  private let seeing = ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false)

  // MARK: Strangers

  @Test(
    "what answers on a server's port and is something else is not taken for it", arguments: probes.indices)
  func strangers(_ index: Int) {
    let (name, probe) = Self.probes[index]
    for body in ServerSamples.strangers {
      for status in [200, 404, 500, 503] {
        let answers = Array(repeating: ProbeAnswer(body, status: status), count: probe.paths.count)
        #expect(probe.finding(from: answers) == .unrecognised, "\(name) \(status) \(body)")
      }
    }
  }

  @Test("one local server is not taken for another", arguments: probes.indices)
  func mutual(_ index: Int) {
    let firstAnswers = [
      "llama-server": ServerSamples.llamaProperties, "lmstudio": ServerSamples.lmStudioModelsV1,
      "ollama": ServerSamples.ollamaVersion,
    ]
    let (name, probe) = Self.probes[index]
    for (other, body) in firstAnswers where other != name {
      let answers = [ProbeAnswer(body), ProbeAnswer("{}"), ProbeAnswer("{}")].prefix(probe.paths.count)
      #expect(probe.finding(from: Array(answers)) == .unrecognised, "\(name) on the port of \(other)")
    }
  }

  @Test("a server that wants a key is told from one that is another", arguments: [401, 403])
  func locked(_ status: Int) {
    for (_, probe) in Self.probes {
      #expect(probe.finding(from: [ProbeAnswer("{}", status: status)]) == .locked)
    }
  }

  @Test("ids that could not stand in a header or on a terminal are left out")
  func impossibleIDs() {
    let long = String(repeating: "x", count: 513)
    let list =
      #"{"data":[{"id":"a\r\nb"},{"id":""},{"id":7},{},{"id":"\#u{1B}[2J"},{"id":"\#(long)"},{"id":"ok"}]}"#
      .replacing("\u{1B}", with: #"\u001b"#)
    #expect(
      ServerProbe.openAI(path: "/models", isLocal: false).finding(from: [ProbeAnswer(list)]).models.map(\.id)
        == ["ok"])
  }

  // MARK: llama.cpp's server

  @Test("a llama-server's model has the window of a slot, not the trained one")
  func llamaServer() {
    let answers = [ProbeAnswer(ServerSamples.llamaProperties), ProbeAnswer(ServerSamples.llamaModels)]
    let card = ModelCard(id: "tiny-random", window: loaded(8192), traits: .textOnly, isLoaded: true, slots: 2)
    #expect(ServerProbe.llamaServer.finding(from: answers) == .models([card]))
  }

  @Test("a llama-server with a projector takes pictures")
  func llamaServerVision() {
    let properties = ServerSamples.llamaProperties.replacing(#""vision":false"#, with: #""vision":true"#)
    let finding = ServerProbe.llamaServer.finding(from: [
      ProbeAnswer(properties), ProbeAnswer(ServerSamples.llamaModels),
    ])
    #expect(finding.models.map(\.traits) == [seeing])
  }

  @Test("a llama-server that does not list its model has it named by its properties")
  func llamaServerWithoutList() {
    let unlisted = [ProbeAnswer(ServerSamples.llamaProperties), ProbeAnswer("not found", status: 404)]
    #expect(ServerProbe.llamaServer.finding(from: unlisted).models.map(\.id) == ["tiny-random"])
    let properties = ServerSamples.llamaProperties.replacing(#""model_alias":"tiny-random","#, with: "")
    #expect(
      ServerProbe.llamaServer.finding(from: [ProbeAnswer(properties)]).models.map(\.id) == [
        "/models/tiny.gguf"
      ])
  }

  @Test("a llama-server that still loads its model is known as such")
  func llamaServerLoading() {
    let answer = ProbeAnswer(ServerSamples.llamaLoading, status: 503)
    #expect(ServerProbe.llamaServer.finding(from: [answer]) == .loading)
    #expect(ServerProbe.ollama.finding(from: [answer]) == .unrecognised)
  }

  @Test("a llama-server that runs several models tells which are loaded")
  func llamaServerRouter() {
    let properties = #"{"role":"router","default_generation_settings":{"params":null,"n_ctx":0}}"#
    let models = #"""
      {"object":"list","data":[{"id":"a","status":{"value":"loaded"},"meta":{"n_ctx":4096}},
      {"id":"b","status":{"value":"unloaded"}}]}
      """#
    let finding = ServerProbe.llamaServer.finding(from: [ProbeAnswer(properties), ProbeAnswer(models)])
    #expect(
      finding.models == [
        ModelCard(id: "a", window: loaded(4096), traits: .textOnly, isLoaded: true),
        ModelCard(id: "b", window: nil, traits: .textOnly, isLoaded: false),
      ])
  }

  // MARK: LM Studio

  @Test(
    "an older LM Studio's models have the window they are loaded with, or none, and embedding models are not offered"
  )
  func lmStudioBefore() {
    #expect(
      olderLMStudio.finding(from: [ProbeAnswer(ServerSamples.lmStudioModels)])
        == .models([
          ModelCard(id: "qwen3-8b", window: loaded(8192), traits: .textOnly, isLoaded: true),
          ModelCard(id: "gemma-3-12b", window: nil, traits: seeing, isLoaded: false),
        ]))
  }

  @Test("LM Studio's models are offered as often as they are loaded, each with its own window")
  func lmStudio() {
    let thinking = ModelTraits(acceptsImages: false, acceptsSystemAnywhere: false, thinks: true)
    #expect(
      ServerProbe.lmStudio.finding(from: [ProbeAnswer(ServerSamples.lmStudioModelsV1)])
        == .models([
          ModelCard(
            id: "qwen/qwen3-8b", window: loaded(8192), traits: thinking, isLoaded: true,
            displayName: "Qwen3 8B",
            slots: 4),
          ModelCard(
            id: "qwen/qwen3-8b:2", window: loaded(4096), traits: thinking, isLoaded: true,
            displayName: "Qwen3 8B"),
          ModelCard(
            id: "google/gemma-3-12b", window: nil, traits: seeing, isLoaded: false, displayName: "Gemma 3 12B"
          ),
        ]))
  }

  @Test("LM Studio without any model is LM Studio all the same")
  func lmStudioEmpty() {
    #expect(olderLMStudio.finding(from: [ProbeAnswer(#"{"object":"list","data":[]}"#)]) == .models([]))
    #expect(ServerProbe.lmStudio.finding(from: [ProbeAnswer(#"{"models":[]}"#)]) == .models([]))
  }

  // MARK: Ollama

  private func ollama(_ bodies: String...) -> ServerFinding {
    ServerProbe.ollama.finding(from: bodies.map { ProbeAnswer($0) })
  }

  @Test("Ollama's models have the window they are loaded with; what embeds or runs elsewhere is not offered")
  func ollama() {
    #expect(
      ollama(ServerSamples.ollamaVersion, ServerSamples.ollamaTags, ServerSamples.ollamaProcesses)
        == .models([
          ModelCard(
            id: "qwen3:8b", window: loaded(16384),
            traits: ModelTraits(acceptsImages: false, acceptsSystemAnywhere: false, thinks: true),
            isLoaded: true),
          ModelCard(id: "old:latest", window: nil, traits: .textOnly, isLoaded: false),
          ModelCard(
            id: "gemma3:12b", window: nil,
            traits: ModelTraits(
              acceptsImages: true, acceptsSystemAnywhere: false, toolUse: .none, thinks: false),
            isLoaded: false),
        ]))
  }

  @Test("an Ollama too old to tell windows tells what is loaded")
  func oldOllama() {
    let models = #"{"models":[{"name":"m:latest"}]}"#
    let finding = ollama(ServerSamples.ollamaVersion, models, models)
    #expect(
      finding == .models([ModelCard(id: "m:latest", window: nil, traits: .textOnly, isLoaded: true)]))
    let older = ollama(#"{"version":"0.12.5"}"#, models, models)
    #expect(older.models.map(\.traits.refusesOverflow) == [false])
  }

  @Test("an Ollama without models, or that does not tell what is loaded, is Ollama all the same")
  func bareOllama() {
    #expect(ollama(ServerSamples.ollamaVersion, #"{"models":null}"#) == .models([]))
    let silent = ServerProbe.ollama.finding(from: [
      ProbeAnswer(ServerSamples.ollamaVersion), ProbeAnswer(ServerSamples.ollamaTags),
      ProbeAnswer("404 page not found", status: 404),
    ])
    #expect(silent.models.map(\.isLoaded) == [false, false, false])
  }

  // MARK: OpenAI's form

  @Test("a list in OpenAI's form gives ids and no windows")
  func openAI() {
    let list = #"{"object":"list","data":[{"id":"gpt-5.2","object":"model"},{"id":"vendor/m:free"}]}"#
    #expect(
      ServerProbe.openAI(path: "/models", isLocal: false).finding(from: [ProbeAnswer(list)])
        == .models(
          ["gpt-5.2", "vendor/m:free"].map { ModelCard(id: $0, window: nil, traits: .full, isLoaded: true) }))
  }
}
