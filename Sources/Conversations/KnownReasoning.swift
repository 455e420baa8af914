/// What is remembered of the reasoning in a conversation, whoever wrote it: what a request to one of its writers is given
/// back, and what is kept from the others.
public struct KnownReasoning: Sendable, Equatable {
  /// The most that is remembered of one conversation's reasoning, in bytes: several times what any window holds.
  public static let mostBytes = 16 << 20

  /// The reasoning in front of tool calls, by the calls' ids.
  public var states: [String: ReasoningState]
  /// Who made signatures and encrypted passages, as `backend/model`, by their hashes (`KeptReasoning.name`).
  public var issuers: [Fingerprint: String]

  /// What is remembered.
  public init(states: [String: ReasoningState] = [:], issuers: [Fingerprint: String] = [:]) {
    self.states = states
    self.issuers = issuers
  }

  /// Remembers what of an answer its vendor may want back.
  public mutating func remember(_ kept: KeptReasoning) {
    states.merge(kept.states) { $1 }
    for hash in kept.signatures { issuers[hash] = kept.issuer }
  }

  /// The memory it holds on to, in bytes; a signature's entry takes about 100.
  public var byteCount: Int {
    states.reduce(100 * issuers.count) { $0 + 100 + $1.value.byteCount }
  }

  /// The signatures and encrypted passages that a target would refuse, because another vendor made them.
  public func foreignSignatures(to target: Target) -> Set<Fingerprint> {
    var foreign: Set<Fingerprint> = []
    for (hash, issuer) in issuers where !target.reads(reasoningOf: issuer) { foreign.insert(hash) }
    return foreign
  }
}

extension Target {
  /// Whether it takes back what `issuer` (`backend/model`) has signed. Models of one vendor pass over each other's
  /// reasoning without a word where Anthropic's or OpenAI's own API is spoken; elsewhere a signature is good for the model
  /// that made it.
  public func reads(reasoningOf issuer: String) -> Bool {
    if issuer == name { return true }
    return switch dialect {
    case .anthropicMessages, .openAIResponses: issuer.hasPrefix("\(backend)/")
    case .openAIChat, .ollamaChat, .geminiGenerate: false
    }
  }
}
