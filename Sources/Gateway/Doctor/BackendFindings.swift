import Upstream

/// What is to be said of a backend and its models, by what they have told of themselves.
struct BackendFindings {
  /// From this window on an agent has all its tools and room to work: Claude Code's system prompt and tools, 18,000 to
  /// 24,000 tokens as they are sent, come to 3,000 in it. In tokens.
  private static let ampleWindow = 16_384
  /// In less than this an agent has no tools to speak of, in tokens.
  private static let leastWindow = 4_096
  /// What a vendor's model, which gets conversations as they are, must hold for Claude Code to do anything, in tokens.
  private static let leastUntouched = 65_536
  /// The most models of a server of which each something is said.
  private static let mostShown = 20

  let backend: ModelsReport.Backend
  /// What it is, as far as this program's table knows.
  let kind: BackendKind?
  let models: [ModelsReport.Model]
  /// Whether it is in the configuration; others are only looked for.
  let isConfigured: Bool
  /// The models of it that the configuration names.
  let wanted: [String]

  /// The findings: the backend's, then its models'.
  var findings: [Diagnosis.Finding] {
    guard backend.state == .ready || backend.state == .unasked else { return [trouble] }
    return [state] + missing + shown.map(finding)
  }

  /// The models of which each something is said: a server's own, and of a vendor's hundreds those somebody wants.
  private var shown: ArraySlice<ModelsReport.Model> {
    models.filter { $0.isListed && (backend.isLocal || wanted.contains($0.name)) }.prefix(Self.mostShown)
  }

  private var state: Diagnosis.Finding {
    if backend.state == .unasked {
      return .good(
        backend.name,
        backend.showsClientCredentials
          ? "\(backend.url), with the client's own key or login (nothing was asked)"
          : "\(backend.url), which is not asked for its models")
    }
    let count = models.count { $0.isListed }
    guard count == 0 else {
      return .good(
        backend.name, "\(backend.url) answers and lists \(count == 1 ? "a model" : "\(count) models")")
    }
    return Diagnosis.Finding(
      subject: backend.name, level: isConfigured ? .broken : .warning,
      text: "\(backend.url) answers and has no model", remedy: "load one there\(pullRemedy)")
  }

  private var trouble: Diagnosis.Finding {
    switch backend.state {
    case .ready, .unasked: preconditionFailure("these are no trouble")
    case .loading:
      .warning(backend.name, "\(backend.url) is still loading its model", "wait, and look again")
    case .locked:
      .broken(
        backend.name, "\(backend.url) refuses the key, or there is none",
        "set key_env or key_file of backends.\(backend.name) to a key that is good")
    case .foreign:
      .broken(
        backend.name, "what answers at \(backend.url) is not a \(backend.kind)",
        "correct url or kind of backends.\(backend.name), or start the server there")
    case .absent:
      .broken(
        backend.name, "\(backend.url) does not answer: \(backend.problem ?? "no reason given")",
        backend.isLocal
          ? "start it, or correct url of backends.\(backend.name)"
          : "see whether the network is up and url of backends.\(backend.name) is right")
    }
  }

  /// What the configuration names and the backend has not listed. One that lists nothing may well have it.
  private var missing: [Diagnosis.Finding] {
    wanted.filter(isMissing).map { name in
      .broken(
        "\(backend.name)/\(name)", "the configuration names this model, and \(backend.name) does not have it",
        pullsModels
          ? "ollama pull \(name), or correct the name" : "load it there, or correct the name")
    }
  }

  /// Of a vendor nobody can say: some do not list all they sell.
  private func isMissing(_ name: String) -> Bool {
    backend.isLocal && backend.state == .ready
      && !models.contains { $0.isListed && ($0.name == name || $0.name == name + ":latest") }
  }

  private func finding(_ model: ModelsReport.Model) -> Diagnosis.Finding {
    let subject = "\(backend.name)/\(model.name)"
    let facts = Self.facts(of: model)
    if model.tools == "none" {
      return .warning(
        subject, "\(facts); it takes no tools, which agents cannot do without",
        "use another model, or describe tools to it in words (tools: prompt)")
    }
    guard let window = model.window else {
      return .warning(
        subject, "\(facts); nobody knows its window", "set window of models.\(subject) in the configuration")
    }
    guard let shortage = Self.shortage(window, model) else { return .good(subject, facts) }
    let remedy = windowRemedy(of: subject, model)
    return window < Self.leastWindow && model.isFitted && model.isLoaded
      ? .broken(subject, "\(facts); \(shortage)", remedy) : .warning(subject, "\(facts); \(shortage)", remedy)
  }

  private static func facts(of model: ModelsReport.Model) -> String {
    let window = model.window.map { "\($0) tokens (\(model.windowSource ?? ""))" } ?? "window unknown"
    let loaded = model.isLocal ? (model.isLoaded ? ", loaded" : ", not loaded") : ""
    return window + loaded + (model.tools == "none" ? "" : ", tools") + (model.seesImages ? ", vision" : "")
  }

  /// What is wrong with a window; nil where nothing is.
  private static func shortage(_ window: Int, _ model: ModelsReport.Model) -> String? {
    if model.isFitted {
      if window < leastWindow { return "an agent has no room for tools in it" }
      if window < ampleWindow { return "Claude Code works with a part of its tools and a short memory" }
      return nil
    }
    return window < leastUntouched
      ? "Claude Code's conversations, which go there as they are, outgrow it at once" : nil
  }

  private func windowRemedy(of subject: String, _ model: ModelsReport.Model) -> String {
    if model.isFitted {
      return kind?.windowRemedy ?? "set a larger window of models.\(subject), if the server grants it"
    }
    return "set window of models.\(subject) in the configuration, and conversations are made to fit"
  }

  /// Whether it is told what to fetch, as Ollama is.
  private var pullsModels: Bool { kind?.listing == .ollama }

  private var pullRemedy: String {
    pullsModels ? " (ollama pull NAME)" : ""
  }
}
