/// Where the classifier draws its lines; a policy may move them (`classifier:`).
///
/// The defaults for `toolCalls` and `newTokens` are the common rule of thumb: more than 3 tool calls since the last
/// message of a person, or more than 500 tokens of new text, are work for a strong model.
public struct ClassifierSettings: Sendable, Equatable {
  /// More tool calls than this since the last message of a person speak for a harder task (`tool_calls`).
  public var toolCalls = 3
  /// More new text than this, in tokens, speaks for a harder task (`new_tokens`).
  public var newTokens = 500
  /// A longer prompt than this, in tokens, speaks for a harder task (`long_prompt`): twice what an agent sends with its
  /// first turn.
  public var longPrompt = 32_000
  /// Changes to as many files as this speak for a harder task (`edited_files`).
  public var editedFiles = 2
  /// A shorter prompt than this, in tokens, to a small model is an errand even with tools (`errand_prompt`).
  public var errandPrompt = 2_000
  /// Ids of models, `*` standing for any characters, that are small ones besides those whose ids say so: what the client's
  /// variable for its small model names (`small_models`).
  public var smallModels: [String] = []
  /// From this weight of evidence on, a task is moderate (`moderate_from`).
  public var moderateFrom = 2
  /// From this weight of evidence on, a task is complex (`complex_from`).
  public var complexFrom = 5
  /// Up to this weight of evidence, a task is trivial (`trivial_to`).
  public var trivialTo = -2

  /// The defaults.
  public init() {}
}
