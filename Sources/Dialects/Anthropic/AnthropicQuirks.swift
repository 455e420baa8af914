/// In what Anthropic's models, and the vendors that imitate its API, differ, as far as a request is concerned.
public struct AnthropicQuirks: Sendable, Equatable {
  /// How a model is told how much to think.
  public enum ThinkingControl: Sendable, Equatable {
    /// Not at all: it is left to the model.
    case ignored
    /// By a number of tokens (`thinking.budget_tokens`; Claude 4.6 and older, imitators).
    case budget
    /// By `thinking.type: adaptive` and `output_config.effort` (Claude 4.6 and later).
    case adaptive
    /// As `adaptive`, and it cannot be switched off (Opus 5.5, Sonnet 5.5, Fable 5.1, Mythos 5.1).
    case always
  }

  /// How a model is told how much to think.
  public var thinking: ThinkingControl
  /// The words that `output_config.effort` takes, from the least to the most; none where there is no such field.
  public var efforts: [String]
  /// Whether `temperature`, `top_p` and `top_k` are taken; models after Opus 4.6 refuse them.
  public var acceptsSampling: Bool
  /// Whether a tool can be forced; models that always think refuse it, and are asked in words.
  public var acceptsForcedToolChoice: Bool
  /// Whether the assistant may have the last word, to be gone on from; Claude 4.6 and later refuse it.
  public var acceptsPrefill: Bool
  /// Whether system messages are taken among the others (Opus 4.8, Sonnet 5 and later).
  public var acceptsSystemMessages: Bool
  /// Whether `output_config.format` is taken; other models are asked in words.
  public var acceptsResponseSchema: Bool
  /// Whether `document` blocks are taken.
  public var acceptsDocuments: Bool
  /// Whether pictures and documents are fetched that are behind a URL.
  public var fetchesURLs: Bool
  /// Whether `cache_control` means something.
  public var takesCacheMarks: Bool
  /// Whether Claude Code's line of attribution is taken in the system prompt.
  public var acceptsBillingLine: Bool
  /// Whether the tools are taken that Anthropic runs, and those it knows by their type.
  public var acceptsVendorTools: Bool
  /// Whether a tool may say `type: custom`.
  public var acceptsCustomType: Bool
  /// The most tokens an answer may have; nil where nobody knows.
  public var mostOutputTokens: Int?

  /// What every model of Anthropic's takes that is on offer: nothing that some of them refuse. 32,000 tokens of an
  /// answer are the least limit of Claude 4 and later.
  public static let anthropic = AnthropicQuirks(
    thinking: .ignored, efforts: [], acceptsSampling: false, acceptsForcedToolChoice: false,
    acceptsPrefill: false, acceptsSystemMessages: false, acceptsResponseSchema: true, acceptsDocuments: true,
    fetchesURLs: true, takesCacheMarks: true, acceptsBillingLine: true, acceptsVendorTools: true,
    acceptsCustomType: true, mostOutputTokens: 32_000)

  /// What other vendors take at an endpoint in Anthropic's manner.
  public static let compatible = AnthropicQuirks(
    thinking: .budget, efforts: [], acceptsSampling: true, acceptsForcedToolChoice: true,
    acceptsPrefill: true, acceptsSystemMessages: false, acceptsResponseSchema: false, acceptsDocuments: false,
    fetchesURLs: false, takesCacheMarks: true, acceptsBillingLine: false, acceptsVendorTools: false,
    acceptsCustomType: false, mostOutputTokens: nil)
}
