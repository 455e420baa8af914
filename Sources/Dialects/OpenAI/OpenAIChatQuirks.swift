/// In what the imitators of OpenAI's API differ, as far as a request is concerned.
public struct OpenAIChatQuirks: Sendable, Equatable {
  /// How a model is told how much to think.
  public enum ReasoningControl: Sendable, Equatable {
    /// Not at all: the field would be ignored or refused.
    case ignored
    /// By `reasoning_effort`.
    case effort
    /// By a switch of the chat template, which turns it off (`chat_template_kwargs.enable_thinking`).
    case template
  }

  /// The field that limits the answer: `max_completion_tokens` at OpenAI, whose reasoning models refuse the older
  /// `max_tokens`, which is all that many others know.
  public var outputLimitKey: String
  /// Whether usage is reported in a stream when `stream_options` asks for it.
  public var acceptsStreamOptions: Bool
  /// Whether `top_k` is taken.
  public var acceptsTopK: Bool
  /// How a model is told how much to think.
  public var reasoning: ReasoningControl

  /// Quirks; those of the many by default.
  public init(
    outputLimitKey: String = "max_tokens", acceptsStreamOptions: Bool = true, acceptsTopK: Bool = false,
    reasoning: ReasoningControl = .ignored
  ) {
    self.outputLimitKey = outputLimitKey
    self.acceptsStreamOptions = acceptsStreamOptions
    self.acceptsTopK = acceptsTopK
    self.reasoning = reasoning
  }

  /// OpenAI itself.
  public static let openAI = OpenAIChatQuirks(outputLimitKey: "max_completion_tokens", reasoning: .effort)
  /// Anybody who imitates OpenAI.
  public static let compatible = OpenAIChatQuirks()
  /// llama.cpp's server.
  public static let llamaServer = OpenAIChatQuirks(acceptsTopK: true, reasoning: .template)
  /// LM Studio.
  public static let lmStudio = OpenAIChatQuirks(acceptsTopK: true)
}
