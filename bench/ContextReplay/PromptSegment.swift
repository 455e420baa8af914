/// A message, the tools or the system prompt within a forwarded prompt.
public final class PromptSegment: Sendable {
  /// What the model reads.
  public let text: [UInt8]
  /// Its tokens, with the marks around it.
  public let tokens: Int
  /// Which of the probes it holds.
  public let probes: ProbeSet

  init(text: [UInt8], tokens: Int, probes: ProbeSet) {
    self.text = text
    self.tokens = tokens
    self.probes = probes
  }
}

/// A prompt as it is forwarded: tools, system prompt, messages.
public struct ForwardedPrompt: Sendable {
  /// The pieces, front to end.
  public let segments: [PromptSegment]
  /// How many of them, at the front, are tools and system prompt.
  public let fixedSegments: Int

  /// A prompt of these pieces.
  init(_ segments: [PromptSegment], fixedSegments: Int) {
    self.segments = segments
    self.fixedSegments = fixedSegments
  }

  /// All tokens.
  public var tokens: Int { segments.reduce(0) { $0 + $1.tokens } }
  /// All bytes.
  public var bytes: Int { segments.reduce(0) { $0 + $1.text.count } }
  /// The tokens of tools and system prompt.
  public var fixedTokens: Int { segments.prefix(fixedSegments).reduce(0) { $0 + $1.tokens } }

  /// The probes that are anywhere in it.
  public var probes: ProbeSet {
    segments.reduce(into: ProbeSet()) { $0.formUnion($1.probes) }
  }
}

/// What a prompt has in common with the one before it, from its front on.
public struct SharedPrefix: Sendable, Equatable {
  /// In tokens; where a piece differs in its middle, to within one.
  public var tokens: Int
  /// In bytes.
  public var bytes: Int
  /// Whether the prompt before is all there; its last message may have grown at its end.
  public var isWhole: Bool
}
