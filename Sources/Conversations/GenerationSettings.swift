import Wire

/// How the answer is to be made.
public struct GenerationSettings: Sendable {
  /// Which tool the model is to call.
  public enum ToolChoice: Sendable, Equatable {
    /// As the model sees fit.
    case auto
    /// At least one, whichever.
    case any
    /// None.
    case none
    /// This one.
    case tool(name: String)
  }

  /// Whether and how much the model is to think first.
  public enum Thinking: Sendable, Equatable {
    /// Not at all.
    case off
    /// As much as the model sees fit.
    case adaptive
    /// At most this many tokens.
    case budget(tokens: Int)
  }

  /// The most tokens to generate.
  public var maxOutputTokens: Int?
  /// Texts that end the answer.
  public var stopSequences: [String] = []
  /// Sampling temperature, verbatim.
  public var temperature: JSONValue?
  /// Nucleus sampling, verbatim.
  public var topP: JSONValue?
  /// Top-k sampling, verbatim.
  public var topK: JSONValue?
  /// Which tool to call; nil when the client did not say.
  public var toolChoice: ToolChoice?
  /// Whether several calls may come in one answer.
  public var allowsParallelToolCalls = true
  /// Reasoning; nil when the client did not say.
  public var thinking: Thinking?
  /// How hard to try, in the client's word (`low`, `medium`, `high`, `xhigh`, `max`).
  public var effort: String?
  /// Whether the answer must be a JSON object, whatever it holds.
  public var wantsJSON = false
  /// The JSON schema the answer must follow.
  public var responseSchema: JSONValue?

  /// Settings that leave everything to the backend.
  public init() {}
}
