import Conversations
import Wire

extension ServerProbe {
  /// Ollama. `/api/tags` lists what is installed, `/api/ps` what is loaded and with which window.
  ///
  /// Models that Ollama has others run for it are not local and are not offered.
  public static let ollama = ServerProbe(paths: ["/api/version", "/api/tags", "/api/ps"]) { answers in
    guard answers.count > 1, answers[0].object?["version"]?.kind == .string,
      let installed = answers[1].object?["models"], installed.kind == .array || installed.isNull
    else { return .unrecognised }
    let loaded = loadedWindows(answers.count > 2 ? answers[2].object : nil)
    return .models(installed.elements.compactMap { ollamaCard($0, loaded: loaded) })
  }

  /// The loaded models and their windows; versions before 0.9.7 tell no window.
  private static func loadedWindows(_ processes: JSONValue?) -> [String: ContextWindow?] {
    guard let models = processes?["models"] else { return [:] }
    let windows = models.elements.compactMap { entry in
      id(entry["name"]).map { ($0, loadedWindow(entry["context_length"])) }
    }
    return Dictionary(windows) { first, _ in first }
  }

  private static func ollamaCard(_ entry: JSONValue, loaded: [String: ContextWindow?]) -> ModelCard? {
    guard let id = id(entry["name"]), !isRemote(entry, id: id), !isEmbedding(entry) else { return nil }
    let seesPictures = entry["capabilities"]?.contains("vision") == true
    return ModelCard(
      id: id, window: loaded[id] ?? nil,
      traits: ModelTraits(acceptsImages: seesPictures, acceptsSystemAnywhere: false),
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
