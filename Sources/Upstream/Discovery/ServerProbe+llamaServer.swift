import Conversations
import Wire

extension ServerProbe {
  /// llama.cpp's server. `/props` tells the window of a slot, how many there are and whether the model sees pictures, `/v1/models` the ids.
  ///
  /// Its templates may refuse a system message that is not the first, so none is sent one.
  public static let llamaServer = ServerProbe(paths: ["/props", "/v1/models"]) { answers in
    guard let properties = answers[0].object else {
      return isLoading(answers[0]) ? .loading : .unrecognised
    }
    let window = properties["default_generation_settings"]?["n_ctx"]
    guard window?.int != nil else { return .unrecognised }
    let traits = ModelTraits(
      acceptsImages: properties["modalities"]?["vision"]?.bool == true, acceptsSystemAnywhere: false)
    let model = ModelCard(
      id: "", window: loadedWindow(window), traits: traits, isLoaded: true,
      slots: tokens(properties["total_slots"]))
    let listed = answers.dropFirst().first?.object?["data"].map { entries in
      entries.elements.compactMap { card(model, listedAs: $0) }
    }
    if let listed { return .models(listed) }
    let name = id(properties["model_alias"]) ?? id(properties["model_path"])
    return .models(name.map { [named(model, $0)] } ?? [])
  }

  /// While the model loads, every path but a few is answered by 503 and an error of this type.
  private static func isLoading(_ answer: ProbeAnswer) -> Bool {
    answer.status == 503 && answer.anyObject?["error"]?["type"]?.isString("unavailable_error") == true
  }

  /// A server started without a model runs several and tells the status of each; one that runs a single model has no
  /// such thing to tell, and knows its window.
  private static func card(_ model: ModelCard, listedAs entry: JSONValue) -> ModelCard? {
    guard let id = id(entry["id"]) else { return nil }
    var card = named(model, id)
    card.window = model.window ?? loadedWindow(entry["meta"]?["n_ctx"])
    card.isLoaded = entry["status"]?["value"]?.isString("loaded") ?? true
    return card
  }

  private static func named(_ model: ModelCard, _ id: String) -> ModelCard {
    var model = model
    model.id = id
    return model
  }
}
