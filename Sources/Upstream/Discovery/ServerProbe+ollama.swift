import Conversations
import Wire

extension ServerProbe {
  /// Ollama. `/api/tags` lists what is installed, `/api/ps` what is loaded and with which window.
  ///
  /// A model that is not loaded has no window: a request names one (`ModelFacts`). No model is sent system messages but
  /// the first, because most templates move them to the head, and the prompt then changes from its first byte.
  ///
  /// Models that Ollama has others run for it are not local and are not offered.
  public static let ollama = ServerProbe(paths: ["/api/version", "/api/tags", "/api/ps"]) { answers in
    guard answers.count > 1, answers[0].object?["version"]?.kind == .string,
      let installed = answers[1].object?["models"], installed.kind == .array || installed.isNull
    else { return .unrecognised }
    let version = OllamaVersion(answers[0].object?["version"]?.string ?? "")
    let loaded = ollamaWindows(answers.count > 2 ? answers[2].object : nil)
    return .models(
      installed.elements.compactMap {
        ollamaCard($0, loaded: loaded, refusesOverflow: version >= .refusingOverflow)
      })
  }

  /// The loaded models and their windows; versions before 0.9.7 tell no window.
  static func ollamaWindows(_ processes: JSONValue?) -> [String: ContextWindow?] {
    guard let models = processes?["models"] else { return [:] }
    let windows = models.elements.compactMap { entry in
      id(entry["name"]).map { ($0, loadedWindow(entry["context_length"])) }
    }
    return Dictionary(windows) { first, _ in first }
  }

  private static func ollamaCard(
    _ entry: JSONValue, loaded: [String: ContextWindow?], refusesOverflow: Bool
  ) -> ModelCard? {
    let abilities = OllamaAbilities(of: entry)
    guard let id = id(entry["name"]), !abilities.isRemote, !OllamaAbilities.isRemote(id), abilities.answers
    else { return nil }
    return ModelCard(
      id: id, window: loaded[id] ?? nil,
      traits: ModelTraits(
        acceptsImages: abilities.acceptsImages ?? false, acceptsSystemAnywhere: false,
        refusesOverflow: refusesOverflow, toolUse: abilities.toolUse ?? .native, thinks: abilities.thinks,
        thinksInLevels: abilities.thinksInLevels),
      isLoaded: loaded[id] != nil)
  }
}
