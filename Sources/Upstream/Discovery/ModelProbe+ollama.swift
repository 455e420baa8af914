import Conversations
import Wire

extension ModelProbe {
  /// Ollama. `/api/ps` tells what is loaded and with which window, `/api/show` what a model can do.
  static let ollama = ModelProbe(
    ids: ids,
    isRemote: OllamaAbilities.isRemote,
    loaded: Question(path: "/api/ps"),
    facts: { model in
      var body = JSONWriter()
      body.beginObject()
      body.field("model", model)
      body.endObject()
      return Question(path: "/api/show", body: body.bytes)
    },
    readLoaded: { model, answer in
      let windows = ServerProbe.ollamaWindows(answer.object)
      return ids(of: model).lazy.compactMap { windows[$0] ?? nil }.first
    },
    readFacts: { answer in answer.object.map(facts) })

  private static func facts(_ shown: JSONValue) -> ModelFacts {
    let abilities = OllamaAbilities(of: shown)
    return ModelFacts(
      trainedWindow: trainedWindow(shown["model_info"]),
      presetWindow: shown["parameters"]?.string.flatMap(presetWindow),
      acceptsImages: abilities.acceptsImages, toolUse: abilities.toolUse, thinks: abilities.thinks,
      thinksInLevels: abilities.thinksInLevels, isRemote: abilities.isRemote)
  }

  /// A name without a tag is that of the tag `latest`.
  private static func ids(of model: String) -> [String] {
    let hasTag = model.split(separator: "/").last?.contains(":") == true
    return hasTag ? [model] : [model, model + ":latest"]
  }

  /// The length is named after the architecture: `qwen3.context_length`.
  private static func trainedWindow(_ info: JSONValue?) -> Int? {
    guard let architecture = info?["general.architecture"]?.string else { return nil }
    return window(info?.member(architecture + ".context_length")?.int)
  }

  /// The `num_ctx` of a Modelfile, in a text of a name and a value a line.
  private static func presetWindow(in parameters: String) -> Int? {
    let lines = parameters.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }
    let value = lines.last { $0.count == 2 && $0[0] == "num_ctx" }?[1]
    return window(value.flatMap { Int($0) })
  }

  private static func window(_ tokens: Int?) -> Int? { tokens.flatMap { $0 > 0 ? $0 : nil } }
}
