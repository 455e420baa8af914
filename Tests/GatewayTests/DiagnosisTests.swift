import TestKit
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("A diagnosis")
struct DiagnosisTests {
  private static func backend(
    _ state: ModelsReport.State, kind: String = "ollama", isLocal: Bool = true, own: Bool = false
  ) -> ModelsReport.Backend {
    ModelsReport.Backend(
      name: "ollama", kind: kind, url: "http://127.0.0.1:11434", isLocal: isLocal,
      showsClientCredentials: own,
      state: state, problem: state == .absent ? "connection refused" : nil)
  }

  private func findings(
    _ state: ModelsReport.State = .ready, _ models: [ModelsReport.Model] = [ClientSetupTests.model()],
    isConfigured: Bool = true, wanted: [String] = []
  ) -> [Diagnosis.Finding] {
    BackendFindings(
      backend: Self.backend(state), kind: BackendTable.own["ollama"], models: models,
      isConfigured: isConfigured, wanted: wanted
    ).findings
  }

  @Test("a server that answers with a model of an ample window is well")
  func well() {
    #expect(findings().map(\.level) == [.good, .good])
    #expect(findings()[1].text == "32768 tokens (loaded), loaded, tools")
  }

  @Test(
    "what keeps a backend from answering is broken, and each has its remedy; a model that loads is waited for",
    arguments: [
      (ModelsReport.State.absent, Diagnosis.Level.broken, "start it"), (.locked, .broken, "key_env"),
      (.foreign, .broken, "correct url or kind"), (.loading, .warning, "wait"),
    ])
  func trouble(_ state: ModelsReport.State, _ level: Diagnosis.Level, _ remedy: String) throws {
    let finding = try #require(findings(state).first)
    #expect(finding.level == level && finding.remedy?.contains(remedy) == true)
  }

  @Test("a server without a model is broken where it is configured, and worth a word where it was found")
  func empty() {
    #expect(findings(.ready, []).map(\.level) == [.broken])
    #expect(findings(.ready, [], isConfigured: false).map(\.level) == [.warning])
  }

  @Test(
    "a window is judged by what an agent can do in it",
    arguments: [
      (2048, Diagnosis.Level.broken), (4096, .warning), (8192, .warning), (16_384, .good), (200_000, .good),
    ])
  func windows(_ window: Int, _ level: Diagnosis.Level) {
    let finding = findings(.ready, [ClientSetupTests.model(window: window)])[1]
    #expect(finding.level == level)
    #expect((finding.remedy == nil) == (level == .good))
  }

  @Test("a vendor's model gets conversations as they are, so that it must hold them")
  func vendorWindows() {
    func level(_ window: Int?) -> Diagnosis.Level {
      let model = ClientSetupTests.model("m", alias: nil, window: window, source: "table", isLocal: false)
      return BackendFindings(
        backend: Self.backend(.ready, kind: "openai", isLocal: false), kind: BackendTable.own["openai"],
        models: [model], isConfigured: true,
        wanted: ["m"]
      ).findings[1].level
    }
    #expect(level(200_000) == .good && level(32_768) == .warning && level(nil) == .warning)
  }

  @Test("a model without tools is told of, and one that the configuration names and nobody has is broken")
  func models() {
    let mute = findings(.ready, [ClientSetupTests.model(tools: "none")])[1]
    #expect(mute.level == .warning && mute.text.contains("takes no tools"))
    let missing = findings(wanted: ["qwen3:8b", "gone:7b"])
    #expect(missing.map(\.subject) == ["ollama", "ollama/gone:7b", "ollama/qwen3:8b"])
    #expect(missing[1].level == .broken && missing[1].remedy == "ollama pull gone:7b, or correct the name")
  }

  @Test("one broken thing makes the diagnosis bad, warnings do not; programs read the same")
  func verdict() throws {
    #expect(Diagnosis(findings: findings(.loading)).isGood)
    let bad = Diagnosis(findings: findings(.absent))
    #expect(!bad.isGood)
    let root = try JSONDocument(parsing: bad.json).root
    #expect(root["good"]?.bool == false)
    #expect(root["findings"]?.elements.contains { $0["level"]?.string == "broken" } == true)
  }

  @Test("a store that was never made is well, one that is none or that others may read is not")
  func store() async throws {
    let directory = TemporaryDirectory()
    func finding(_ name: String) async -> Diagnosis.Finding? {
      var configuration = Configuration(store: StoreConfiguration(path: directory.file(name)), table: .own)
      configuration.discover = false
      configuration.backends = []
      configuration.server.listen.port = 1
      return await Examination(configuration, file: nil, data: ModelTableTests.data).diagnosis(
        withProbe: false
      ).findings
        .first { $0.subject == "store" }
    }
    #expect(await finding("none.db")?.level == .good)
    try directory.write("no database", to: "text.db")
    #expect(await finding("text.db")?.level == .broken)
  }
}
