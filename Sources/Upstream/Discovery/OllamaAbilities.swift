import Conversations
import Wire

/// What Ollama says that a model can do: in an entry of `/api/tags` since 0.30, in the answer to `/api/show` since 0.6.4.
struct OllamaAbilities {
  private let entry: JSONValue
  /// The list of capabilities; nil in older versions, which leaves most things unknown.
  private let listed: JSONValue?

  init(of entry: JSONValue) {
    self.entry = entry
    listed = entry["capabilities"].flatMap { $0.kind == .array ? $0 : nil }
  }

  /// Whether it sees pictures. Older versions give away by the families of its parts that it does.
  var acceptsImages: Bool? {
    if let listed { return listed.contains("vision") }
    guard let families = entry["details"]?["families"] else { return nil }
    return families.contains("clip") || families.contains("mllama") ? true : nil
  }

  /// How it is given tools. One without a place for them in its template refuses every request that has any.
  var toolUse: ToolSupport? { listed.map { $0.contains("tools") ? .native : ToolSupport.none } }

  /// Whether it can be asked to think.
  var thinks: Bool? { listed.map { $0.contains("thinking") } }

  /// Whether it thinks in any case, as much as a level says.
  var thinksInLevels: Bool { entry["details"]?["family"]?.isString("gptoss") == true }

  /// Whether it can be talked to. Before 0.30 the family of embedding models gives them away.
  var answers: Bool {
    listed?.contains("completion") ?? (entry["details"]?["family"]?.string?.hasSuffix("bert") != true)
  }

  /// Whether Ollama has others run it.
  var isRemote: Bool {
    [entry["remote_host"], entry["remote_model"]].contains { $0?.string?.isEmpty == false }
  }

  /// Whether the name is that of a model which Ollama has others run.
  static func isRemote(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix(":cloud") || name.hasSuffix("-cloud")
  }
}
