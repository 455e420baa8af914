/// In what Gemini's models differ, as far as a request is concerned.
public struct GeminiQuirks: Sendable, Equatable {
  /// How a model is told how much to think.
  public enum ThinkingControl: Sendable, Equatable {
    /// Not at all: the field would be refused.
    case ignored
    /// By a number of tokens within bounds; 0, which switches it off, where that is possible.
    case budget(ClosedRange<Int>, canBeOff: Bool)
    /// By a word; it cannot be switched off.
    case level
  }

  /// In which words tools say what they take. Only one may be used.
  public enum SchemaForm: Sendable, Equatable {
    /// JSON Schema as it came (`parametersJsonSchema`).
    case jsonSchema
    /// The subset of OpenAPI that every model takes (`parameters`).
    case openAPI
  }

  /// Models that have the beginning of their names in common.
  public struct Family: Sendable, Equatable {
    /// How the names of its models begin.
    public var prefix: String
    /// How its models are told how much to think.
    public var thinking: ThinkingControl
    /// Whether its models sign their calls, and refuse a call of theirs that comes back without the signature.
    public var signsCalls: Bool
    /// Whether the result of a call can hold pictures.
    public var resultsHoldPictures: Bool
    /// Whether an answer can be held to a schema while there are tools.
    public var takesSchemaBesideTools: Bool

    /// A family; one of the present line by default.
    public init(
      prefix: String, thinking: ThinkingControl = .level, signsCalls: Bool = true,
      resultsHoldPictures: Bool = true, takesSchemaBesideTools: Bool = true
    ) {
      self.prefix = prefix
      self.thinking = thinking
      self.signsCalls = signsCalls
      self.resultsHoldPictures = resultsHoldPictures
      self.takesSchemaBesideTools = takesSchemaBesideTools
    }

    /// A family of the lines before the present one.
    public static func earlier(_ prefix: String, thinking: ThinkingControl) -> Family {
      Family(
        prefix: prefix, thinking: thinking, signsCalls: false, resultsHoldPictures: false,
        takesSchemaBesideTools: false)
    }
  }

  /// The families that are not as the present line is; the longest prefix that fits decides.
  public var families: [Family]
  /// In which words tools say what they take.
  public var schemaForm: SchemaForm

  /// Quirks; those of Google's own service by default.
  public init(families: [Family] = google, schemaForm: SchemaForm = .jsonSchema) {
    self.families = families
    self.schemaForm = schemaForm
  }

  /// Google's models up to the 2.5 line, whose budgets are those of Google's documentation.
  public static let google: [Family] = [
    .earlier("gemini-2.5-pro", thinking: .budget(128...32_768, canBeOff: false)),
    .earlier("gemini-2.5-flash", thinking: .budget(1...24_576, canBeOff: true)),
    .earlier("gemini-2.5-flash-lite", thinking: .budget(512...24_576, canBeOff: true)),
    .earlier("gemini-2.0", thinking: .ignored),
    .earlier("gemini-1", thinking: .ignored),
    .earlier("gemma", thinking: .ignored),
  ]

  /// The family of a model, by its id at the backend.
  func family(of model: GeminiModel) -> Family {
    let fitting = families.filter { model.name.hasPrefix($0.prefix) }
    return fitting.max { $0.prefix.utf8.count < $1.prefix.utf8.count } ?? Family(prefix: "")
  }
}
