import Conversations
import Wire

extension ServerProbe {
  /// LM Studio. Its own list tells the type of each model, whether it is loaded, and with which window.
  ///
  /// A model that is not loaded has no window: it gets one when the first request loads it, often a small one.
  public static let lmStudio = ServerProbe(paths: ["/api/v0/models"]) { answers in
    guard let list = answers[0].object, list["object"]?.isString("list") == true,
      let data = list["data"], data.kind == .array,
      data.elements.allSatisfy({ $0["type"]?.kind == .string && $0["state"]?.kind == .string })
    else { return .unrecognised }
    return .models(data.elements.compactMap(lmStudioCard))
  }

  /// Language models, with and without eyes; embedding models and what else there may be are not offered.
  private static func lmStudioCard(_ entry: JSONValue) -> ModelCard? {
    let type = entry["type"]
    let hasEyes = type?.isString("vlm") == true
    guard hasEyes || type?.isString("llm") == true, let id = id(entry["id"]) else { return nil }
    let isLoaded = entry["state"]?.isString("loaded") == true
    return ModelCard(
      id: id, window: isLoaded ? loadedWindow(entry["loaded_context_length"]) : nil,
      traits: ModelTraits(
        acceptsImages: hasEyes || entry["capabilities"]?.contains("vision") == true,
        acceptsSystemAnywhere: false),
      isLoaded: isLoaded)
  }
}
