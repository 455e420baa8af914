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
    guard let id = id(entry["name"]), !isRemote(entry, id: id), !isEmbedding(entry) else { return nil }
    let seesPictures = entry["capabilities"]?.contains("vision") == true
    return ModelCard(
      id: id, window: loaded[id] ?? nil,
      traits: ModelTraits(
        acceptsImages: seesPictures, acceptsSystemAnywhere: false, refusesOverflow: refusesOverflow),
      isLoaded: loaded[id] != nil)
  }

  private static func isRemote(_ entry: JSONValue, id: String) -> Bool {
    let name = id.lowercased()
    return name.hasSuffix(":cloud") || name.hasSuffix("-cloud")
      || [entry["remote_host"], entry["remote_model"]].contains { $0?.string?.isEmpty == false }
  }

  /// Versions from 0.30 tell what a model is capable of; before, the family of embedding models gives them away.
  private static func isEmbedding(_ entry: JSONValue) -> Bool {
    if let capabilities = entry["capabilities"], capabilities.kind == .array {
      return !capabilities.contains("completion")
    }
    return entry["details"]?["family"]?.string?.hasSuffix("bert") == true
  }
}
