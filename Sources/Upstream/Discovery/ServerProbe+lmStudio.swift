import Conversations
import Wire

extension ServerProbe {
  /// LM Studio. Its own list tells the type of each model, whether it is loaded, and with which window; versions before
  /// 0.4.0 have an older list with less in it.
  ///
  /// A model that is not loaded has no window: it gets one when the first request loads it, often a small one.
  public static let lmStudio = ServerProbe(paths: ["/api/v1/models"], older: [olderLMStudio]) { answers in
    guard let list = answers[0].object?["models"], list.kind == .array,
      list.elements.allSatisfy({ $0["key"]?.kind == .string && $0["loaded_instances"]?.kind == .array })
    else { return .unrecognised }
    return .models(list.elements.flatMap(lmStudioCards))
  }

  /// A card for each time it is loaded, under the name of that, or one for what can be loaded. Embedding models and what
  /// else there may be are not offered.
  private static func lmStudioCards(_ entry: JSONValue) -> [ModelCard] {
    guard entry["type"]?.isString("llm") == true, let key = id(entry["key"]) else { return [] }
    let capabilities = entry["capabilities"]
    let reasoning = capabilities?["reasoning"]
    let card = ModelCard(
      id: key, window: nil,
      traits: ModelTraits(
        acceptsImages: capabilities?["vision"]?.bool == true, acceptsSystemAnywhere: false,
        thinks: reasoning.map { !$0.isNull && $0.bool != false }),
      isLoaded: false, displayName: id(entry["display_name"]))
    let loaded = entry["loaded_instances"]?.elements.compactMap { lmStudioCard(card, loadedAs: $0) } ?? []
    return loaded.isEmpty ? [card] : loaded
  }

  private static func lmStudioCard(_ card: ModelCard, loadedAs instance: JSONValue) -> ModelCard? {
    guard let id = id(instance["id"]) else { return nil }
    var card = card
    card.id = id
    card.isLoaded = true
    card.window = loadedWindow(instance["config"]?["context_length"])
    card.slots = tokens(instance["config"]?["parallel"])
    return card
  }

  private static let olderLMStudio = ServerProbe(paths: ["/api/v0/models"]) { answers in
    guard let list = answers[0].object, list["object"]?.isString("list") == true,
      let data = list["data"], data.kind == .array,
      data.elements.allSatisfy({ $0["type"]?.kind == .string && $0["state"]?.kind == .string })
    else { return .unrecognised }
    return .models(data.elements.compactMap(olderLMStudioCard))
  }

  /// Language models, with and without eyes.
  private static func olderLMStudioCard(_ entry: JSONValue) -> ModelCard? {
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
