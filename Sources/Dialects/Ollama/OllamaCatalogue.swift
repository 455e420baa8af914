import Conversations
import Wire

/// What Ollama's clients are told of the models on offer, route by route.
public struct OllamaCatalogue: Sendable {
  /// A model on offer.
  public struct Model: Sendable, Equatable {
    /// The name that clients ask for.
    public var name: String
    /// Its window, where known.
    public var window: ContextWindow?
    /// What it can be sent.
    public var traits: ModelTraits
    /// Whether it is loaded and ready.
    public var isLoaded: Bool
    /// The family it belongs to, such as `qwen3`; nil where nobody knows.
    public var family: String?

    /// A model.
    public init(
      name: String, window: ContextWindow?, traits: ModelTraits, isLoaded: Bool, family: String? = nil
    ) {
      self.name = name
      self.window = window
      self.traits = traits
      self.isLoaded = isLoaded
      self.family = family
    }
  }

  /// The version that is claimed: clients compare it with the first that had what they need.
  public static let version = "0.32.15"
  /// How long a loaded model is said to stay, in seconds: Ollama's own default.
  private static let keptSeconds: Int64 = 300

  private let models: [Model]
  private let time: Int64

  /// A catalogue.
  ///
  /// - Parameter time: now, in seconds since 1970.
  public init(_ models: [Model], at time: Int64) {
    self.models = models
    self.time = time
  }

  /// The answer to `/api/version`.
  public static var versionBody: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("version", version)
    writer.endObject()
    return writer.bytes
  }

  /// The answer to `/api/tags`: all models.
  public var tagsBody: [UInt8] {
    list(of: models) { model, writer in
      writer.field("modified_at", timestamp(time))
      writer.field("size", 0)
      model.writeDetails(to: &writer)
      model.writeCapabilities(to: &writer)
    }
  }

  /// The answer to `/api/ps`: the models that are loaded.
  public var loadedBody: [UInt8] {
    list(of: models.filter(\.isLoaded)) { model, writer in
      writer.field("size", 0)
      writer.field("size_vram", 0)
      model.writeDetails(to: &writer)
      writer.field("expires_at", timestamp(time + Self.keptSeconds))
      if let window = model.window { writer.field("context_length", window.tokens) }
    }
  }

  /// The answer to `/api/show`; nil for a model that is not on offer. A name without a tag is that of the tag `latest`.
  public func shownBody(of name: String) -> [UInt8]? {
    guard let model = models.first(where: { $0.isCalled(name) }) else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("modelfile", "# \(model.name)")
    writer.field("parameters", model.window.map { "num_ctx                        \($0.tokens)" } ?? "")
    writer.field("template", "{{ .Prompt }}")
    model.writeDetails(to: &writer)
    model.writeFacts(to: &writer)
    model.writeCapabilities(to: &writer)
    writer.field("modified_at", timestamp(time))
    writer.endObject()
    return writer.bytes
  }

  /// The model that a request to `/api/show` asks for; older clients say `name`.
  ///
  /// - Throws: `ClientError` where it asks for none.
  public static func shownModel(in document: JSONDocument) throws(ClientError) -> String {
    let body = document.root
    for name in [body["model"]?.string, body["name"]?.string] {
      if let name, !name.isEmpty { return name }
    }
    throw .meaningless("model: the name of a model is required")
  }

  private func list(of models: [Model], _ more: (Model, inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("models")
    writer.beginArray()
    for model in models {
      writer.beginObject()
      writer.field("name", model.name)
      writer.field("model", model.name)
      writer.field("digest", model.digest)
      more(model, &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private func timestamp(_ seconds: Int64) -> String { CivilTime(secondsSince1970: seconds).iso8601 }
}

extension OllamaCatalogue.Model {
  /// What stands for the hash of a model's files: Ollama's own client cuts 12 characters off it, whatever it is.
  fileprivate var digest: String {
    let name = Fingerprint(of: Array(name.utf8))
    return "\(name)\(name.followed(by: name))"
  }

  fileprivate func isCalled(_ name: String) -> Bool {
    self.name == name || self.name == name + ":latest" || self.name + ":latest" == name
  }

  fileprivate func writeDetails(to writer: inout JSONWriter) {
    writer.key("details")
    writer.beginObject()
    writer.field("parent_model", "")
    writer.field("format", "")
    writer.field("family", family ?? "")
    writer.key("families")
    writer.beginArray()
    if let family { writer.string(family) }
    writer.endArray()
    writer.field("parameter_size", "")
    writer.field("quantization_level", "")
    writer.endObject()
  }

  /// Clients look for the window under the name of the architecture.
  fileprivate func writeFacts(to writer: inout JSONWriter) {
    let architecture = family ?? "model"
    writer.key("model_info")
    writer.beginObject()
    writer.field("general.architecture", architecture)
    writer.field("general.basename", name)
    if let window { writer.field("\(architecture).context_length", window.tokens) }
    writer.endObject()
  }

  fileprivate func writeCapabilities(to writer: inout JSONWriter) {
    writer.key("capabilities")
    writer.beginArray()
    writer.string("completion")
    if case .none = traits.toolUse {} else { writer.string("tools") }
    if traits.acceptsImages { writer.string("vision") }
    if traits.thinks == true { writer.string("thinking") }
    writer.endArray()
  }
}
