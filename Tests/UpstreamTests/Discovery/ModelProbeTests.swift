import Conversations
import Testing

@testable import Upstream

@Suite("What Ollama tells of a model") struct ModelProbeTests {
  private func facts(_ body: String, status: Int = 200) -> ModelFacts? {
    ModelProbe.ollama.readFacts(ProbeAnswer(body, status: status))
  }

  @Test("its trained window, its Modelfile's and whether it sees are read")
  func facts() {
    #expect(
      facts(ServerSamples.ollamaFacts)
        == ModelFacts(
          trainedWindow: 8192, presetWindow: 6144, acceptsImages: true, toolUse: .native, thinks: false))
    #expect(
      facts(#"{"capabilities":["completion"],"parameters":"num_ctx 9\nnum_ctx\t 4096\r\n"}"#)
        == ModelFacts(presetWindow: 4096, acceptsImages: false, toolUse: ToolSupport.none, thinks: false))
  }

  @Test("whether it thinks, in levels or not, and whether somebody else runs it, are read")
  func thinking() {
    let open = #"{"capabilities":["completion","tools","thinking"],"details":{"family":"gptoss"}}"#
    #expect(
      facts(open) == ModelFacts(acceptsImages: false, toolUse: .native, thinks: true, thinksInLevels: true))
    let remote =
      #"{"remote_host":"https://ollama.com:443","remote_model":"glm-4.6","capabilities":["completion"]}"#
    #expect(facts(remote)?.isRemote == true && facts("{}")?.isRemote == false)
  }

  @Test("an old version says nothing of what a model can do, and by its parts whether it sees")
  func oldVersion() {
    #expect(facts(#"{"details":{"families":["llama"]}}"#) == ModelFacts())
    #expect(facts(#"{"details":{"families":["llama","clip"]}}"#) == ModelFacts(acceptsImages: true))
  }

  @Test("facts say better what was known before, and leave the rest")
  func traits() {
    let before = ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false, refusesOverflow: false)
    #expect(ModelFacts().applied(to: before) == before)
    #expect(
      ModelFacts(acceptsImages: false, toolUse: ToolSupport.none, thinks: true, thinksInLevels: true)
        .applied(to: before)
        == ModelTraits(
          acceptsImages: false, acceptsSystemAnywhere: false, refusesOverflow: false, toolUse: .none,
          thinks: true, thinksInLevels: true))
  }

  @Test(
    "what is missing or makes no sense is not known",
    arguments: [
      "{}", #"{"parameters":7,"model_info":[],"capabilities":null}"#,
      #"{"parameters":"num_ctx many\nnum_ctx\nnum_ctx 0\nnum_ctx -1","model_info":{"a.context_length":9}}"#,
      #"{"model_info":{"general.architecture":"a","a.context_length":0,"b.context_length":9}}"#,
      #"{"model_info":{"general.architecture":"a","a.context_length":"9"}}"#,
    ])
  func senseless(body: String) {
    #expect(facts(body)?.trainedWindow == nil && facts(body)?.presetWindow == nil)
  }

  @Test("what is no object tells nothing")
  func nothing() {
    #expect(facts("[]") == nil && facts("") == nil && facts("{}", status: 404) == nil)
  }

  @Test("the model is asked for by its name, whatever characters it has")
  func question() {
    let question = ModelProbe.ollama.facts(#"a"b"#)
    #expect(question.path == "/api/show" && question.body == Array(#"{"model":"a\"b"}"#.utf8))
  }

  @Test(
    "the window is the loaded one unless more is configured; else configured, the maker's, or assumed; never more than trained",
    arguments: [
      (nil, nil, nil, nil, 4096, .assumed), (nil, nil, nil, 2048, 2048, .assumed),
      (nil, nil, 6144, nil, 6144, .configured), (nil, nil, 6144, 5000, 5000, .configured),
      (nil, 9000, 6144, 8192, 8192, .configured), (nil, 7000, 6144, 8192, 7000, .configured),
      (16384, nil, 6144, nil, 16384, .loaded), (16384, 8192, nil, nil, 16384, .loaded),
      (4096, 8192, nil, nil, 8192, .configured), (8192, 99_999, nil, 8192, 8192, .loaded),
    ] as [(Int?, Int?, Int?, Int?, Int, ContextWindow.Source)])
  func window(
    loaded: Int?, configured: Int?, preset: Int?, trained: Int?, tokens: Int, source: ContextWindow.Source
  ) {
    let facts = ModelFacts(trainedWindow: trained, presetWindow: preset)
    let loaded = loaded.map { ContextWindow(tokens: $0, source: .loaded) }
    #expect(
      facts.window(loaded: loaded, configured: configured) == ContextWindow(tokens: tokens, source: source))
  }

  @Test("a model that somebody else runs has all of its window, unless less is configured")
  func remoteWindow() {
    let facts = ModelFacts(trainedWindow: 202_752, isRemote: true)
    #expect(facts.window(loaded: nil, configured: nil) == ContextWindow(tokens: 202_752, source: .loaded))
    #expect(facts.window(loaded: nil, configured: 9000) == ContextWindow(tokens: 9000, source: .configured))
    #expect(ModelFacts(isRemote: true).window(loaded: nil, configured: nil) == .unknown)
  }

  @Test("versions are compared by their numbers, and what is none is old")
  func versions() {
    for new in ["0.12.6", "0.12.6-rc1", "0.12.10", "0.32.15", "1.0.0", "0.13.0-rc2+dev"] {
      #expect(OllamaVersion(new) >= .refusingOverflow, "\(new)")
    }
    for old in ["0.12.5", "0.9.7", "0.0.0", "", "latest", "1", "0.13", "0..13", "99999999999999999999.0.0"] {
      #expect(OllamaVersion(old) < .refusingOverflow, "\(old)")
    }
  }
}
