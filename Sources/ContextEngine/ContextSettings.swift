/// How a conversation is made to fit. Shares are fractions of the span, the room between the fixed part and the high-water
/// mark, so that one set of them serves windows from 4K to 200K.
public struct ContextSettings: Sendable, Equatable {
  /// What may be done to a conversation.
  public enum Strategy: String, Sendable, CaseIterable {
    /// Nothing; what does not fit is refused.
    case off
    /// Tool output is shortened and replaced by notes; messages stay.
    case strip
    /// Also, the oldest steps leave.
    case slide
    /// Also, a digest of what has left stays.
    case summarizeAndSlide = "summarize_and_slide"
  }

  /// Who writes digests.
  public enum Digest: String, Sendable, CaseIterable {
    /// The gateway, from what the messages say, without a model.
    case extractive
    /// A model, in the background; its text is used from the next epoch on.
    case llm
  }

  /// Which prompt size the client is told.
  public enum ReportedUsage: String, Sendable, CaseIterable {
    /// What was forwarded, unless a target of the tier is never edited: then what was sent.
    case auto
    /// What was forwarded.
    case forwarded
    /// What the client sent.
    case logical
    /// What was forwarded, in proportion to the window the client assumes, so that it compacts in time.
    case scaled
  }

  /// What may be done.
  public var strategy = Strategy.summarizeAndSlide
  /// How much is filled after an epoch of what is left of the span beside the first task and the log.
  public var lowWater = 0.5
  /// The newest steps that an epoch leaves as they are, of the span.
  public var protectedTail = 0.1
  /// The first task, at most, of the span.
  public var taskQuota = 0.25
  /// What the user said in messages that have left, at most, of the span.
  public var userQuota = 0.15
  /// The digest, at most, of the span.
  public var digestQuota = 0.15
  /// One result that shows what a file holds, at most, of the span; of a large span less.
  public var resultCap = 0.25
  /// Any other result, at most, of what one that shows what a file holds may take; a failure may take twice as much.
  public var outputCap = 0.25
  /// System prompt and tools, at most, of the window, as long as they can be shortened.
  public var fixedQuota = 0.18
  /// The project's memory (CLAUDE.md, AGENTS.md), at most, of the span.
  public var memoryQuota = 0.25
  /// Whether definitions of tools and the system prompt are shortened where the window demands it.
  public var compactTools = true
  /// Who writes digests.
  public var digest = Digest.extractive
  /// Which prompt size the client is told.
  public var usage = ReportedUsage.auto
  /// The window the client assumes, in tokens, for `scaled` (Claude Code: 200,000).
  public var assumedWindow = 200_000
  /// Tools whose results are never shortened or replaced.
  public var excludedTools: [String] = []

  /// The defaults.
  public init() {}
}
