/// In what the imitators of OpenAI's API differ, as far as a request is concerned.
///
/// A vendor is a value of this type and no code: the table of backends and the configuration set each quirk by its name.
public struct OpenAIChatQuirks: Sendable, Equatable {
  /// The field that limits the answer.
  public enum OutputLimitKey: String, Sendable, CaseIterable {
    /// The older one, which is all that many know.
    case maxTokens = "max_tokens"
    /// OpenAI's, whose reasoning models refuse the older one.
    case maxCompletionTokens = "max_completion_tokens"
  }

  /// How a model is told whether and how much to think.
  public enum ThinkingControl: String, Sendable, CaseIterable {
    /// Not at all: the field would be ignored or refused.
    case ignored
    /// `reasoning_effort`.
    case effort = "reasoning_effort"
    /// A switch of the chat template, which turns it off: `chat_template_kwargs.enable_thinking`.
    case template = "chat_template_kwargs"
    /// A switch: `thinking.type`.
    case type = "thinking"
    /// That switch, and `reasoning_effort` in the words `low`, `high` and `max`.
    case typeAndEffort = "thinking_and_effort"
    /// A switch and a budget: `enable_thinking` and `thinking_budget`.
    case enabling = "enable_thinking"
    /// One object with effort or budget: `reasoning`.
    case reasoning
  }

  /// What is sent back of the reasoning that led to a tool call.
  public enum PastReasoning: String, Sendable, CaseIterable {
    /// Nothing.
    case dropped
    /// Its text as `reasoning_content` of every message of the assistant, a space where it is not known: such a model
    /// refuses a conversation where it is missing.
    case content = "reasoning_content"
    /// What the vendor gave out as `reasoning_details`.
    case details = "reasoning_details"
    /// The signature that Gemini gave a call, as `extra_content.google.thought_signature`.
    case thoughtSignature = "thought_signature"
  }

  /// The word for "call some tool".
  public enum ForcedCalls: String, Sendable, CaseIterable {
    /// `required`.
    case required
    /// `any`.
    case any
    /// There is none; the model is left to decide.
    case auto
  }

  /// Which ids of tool calls are taken.
  public enum CallIDs: String, Sendable, CaseIterable {
    /// Any of sensible length.
    case any
    /// Nine letters and digits.
    case short
  }

  /// Which schemas of tools are taken.
  public enum Schemas: String, Sendable, CaseIterable {
    /// Any.
    case any
    /// Those without references and without words about the schema itself.
    case plain
  }

  /// When an answer can be bound to a schema.
  public enum StructuredOutput: String, Sendable, CaseIterable {
    /// Always.
    case always
    /// Only where no tools are on offer, and the answer is not streamed.
    case alone
  }

  /// The field that limits the answer.
  public var outputLimitKey = OutputLimitKey.maxTokens
  /// Whether usage is reported in a stream when `stream_options` asks for it.
  public var acceptsStreamOptions = true
  /// Whether `top_k` is taken.
  public var acceptsTopK = false
  /// How a model is told how much to think.
  public var thinking = ThinkingControl.ignored
  /// What is sent back of reasoning.
  public var pastReasoning = PastReasoning.dropped
  /// The word for "call some tool".
  public var forcedCalls = ForcedCalls.required
  /// Which ids of tool calls are taken.
  public var callIDs = CallIDs.any
  /// Which schemas of tools are taken.
  public var schemas = Schemas.any
  /// When an answer can be bound to a schema.
  public var structuredOutput = StructuredOutput.always
  /// Whether a message of tool calls may have the content `null`; left out otherwise.
  public var acceptsNull = true
  /// Whether every answer is streamed: some models refuse to give one whole.
  public var streamsOnly = false
  /// Members that every request gets: a JSON object; empty for none.
  public var extraBody: [UInt8] = []

  /// The quirks of the many.
  public init() {}

  /// Anybody who imitates OpenAI.
  public static let compatible = OpenAIChatQuirks()
}

extension OpenAIChatQuirks.CallIDs {
  /// The form in which calls are numbered.
  var form: ToolCallIDs.Form {
    switch self {
    case .any: .any
    case .short: .short
    }
  }
}
