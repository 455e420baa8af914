import Conversations
import Wire

/// Reads how an answer is to be made from a client's body.
enum OllamaSettingsReader {
  /// The settings.
  static func read(_ body: JSONValue) throws(ClientError) -> GenerationSettings {
    let options = try body.optional("options", "an object") { $0.kind == .object ? $0 : nil }
    var settings = GenerationSettings()
    settings.maxOutputTokens = outputLimit(of: options)
    settings.stopSequences = stopSequences(of: options)
    settings.temperature = number(options?["temperature"])
    settings.topP = number(options?["top_p"])
    settings.topK = number(options?["top_k"])
    (settings.thinking, settings.effort) = try thinking(of: body)
    settings.responseSchema = try schema(of: body)
    settings.wantsJSON = body["format"]?.isString("json") == true
    return settings
  }

  /// The most tokens that are to be generated; nil for as many as the window has room for, which `num_predict` says by a
  /// number below 1.
  static func outputLimit(of options: JSONValue?) -> Int? {
    options?["num_predict"]?.int.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Texts that end the answer: a list, or a single one.
  static func stopSequences(of options: JSONValue?) -> [String] {
    guard let stop = options?["stop"] else { return [] }
    let texts = stop.kind == .array ? stop.elements.compactMap(\.string) : [stop.string].compactMap { $0 }
    return texts.filter { !$0.isEmpty }
  }

  /// The schema of the answer; nil where none is given, as where any JSON object will do (`json`).
  static func schema(of body: JSONValue) throws(ClientError) -> JSONValue? {
    guard let format = body["format"], !format.isNull, !format.isString(""), !format.isString("json") else {
      return nil
    }
    guard format.kind == .object else {
      throw .meaningless("format: must be \"json\" or a JSON schema")
    }
    return format
  }

  /// Whether and how hard to think: yes, no, or a level.
  private static func thinking(
    of body: JSONValue
  ) throws(ClientError) -> (GenerationSettings.Thinking?, effort: String?) {
    guard let think = body["think"], !think.isNull else { return (nil, nil) }
    if let isWanted = think.bool { return (isWanted ? .adaptive : .off, nil) }
    guard let level = think.string else {
      throw .meaningless("think: must be true, false, \"low\", \"medium\", \"high\" or \"max\"")
    }
    return level.isEmpty ? (nil, nil) : level == "none" ? (.off, nil) : (.adaptive, level)
  }

  private static func number(_ value: JSONValue?) -> JSONValue? {
    value.flatMap { $0.kind == .number ? $0 : nil }
  }
}
