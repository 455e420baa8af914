import Wire

/// How long Ollama keeps a model in memory after its last use.
public struct OllamaKeepAlive: Sendable, Equatable {
  /// The value of the member `keep_alive`.
  let json: [UInt8]

  /// As people write it: seconds as a number, or a duration such as `30m`; what is negative means for ever, 0 not at all.
  ///
  /// A number has to go out as one: in a text Ollama demands a unit.
  public init(_ text: String) {
    var writer = JSONWriter()
    if let seconds = Int(text) { writer.number(seconds) } else { writer.string(text) }
    json = writer.bytes
  }

  /// Whether a request asks by its `keep_alive` for the model to be unloaded.
  static func unloads(_ value: JSONValue?) -> Bool {
    if let seconds = value?.double { return seconds == 0 }
    guard let text = value?.string else { return false }
    return text.hasPrefix("0") && text.allSatisfy { !$0.isNumber || $0 == "0" }
  }
}
