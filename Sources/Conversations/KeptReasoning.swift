/// What of an answer its vendor may want back: the reasoning in front of its tool calls, and the names of the signatures
/// and encrypted passages in it.
public struct KeptReasoning: Sendable, Equatable {
  /// The most that is kept of the reasoning in front of one call, in bytes. What is longer is not kept at all: half a
  /// signed text is worth less than none.
  public static let mostOfCall = 1 << 20
  /// The most that is kept of one answer's reasoning, in bytes.
  public static let mostOfAnswer = 4 << 20
  /// The most signatures that are remembered of one answer.
  public static let mostSignatures = 1000

  /// Who wrote it, as `backend/model`.
  public var issuer: String
  /// The reasoning in front of tool calls, by the calls' ids.
  public var states: [String: ReasoningState]
  /// The hashes of the signatures and encrypted passages: what shows whose a piece of reasoning is that a client sends
  /// back.
  public var signatures: Set<Fingerprint>

  /// What there is to keep of an answer; nil when there is nothing.
  ///
  /// - Parameter issuer: who wrote it, as `backend/model`.
  public init?(of answer: Answer, issuer: String) {
    self.issuer = issuer
    states = [:]
    signatures = []
    var waiting = Waiting()
    var size = 0
    for part in answer.parts {
      waiting.take(part)
      if let name = part.signatureName, signatures.count < Self.mostSignatures { signatures.insert(name) }
      guard case .toolCall(let id, _, _) = part else { continue }
      let state = ReasoningState(issuer: issuer, pieces: waiting.takePieces())
      guard !state.pieces.isEmpty, state.byteCount <= Self.mostOfCall,
        size + state.byteCount <= Self.mostOfAnswer
      else { continue }
      size += state.byteCount
      states[id] = state
    }
    if states.isEmpty && signatures.isEmpty { return nil }
  }

  /// The hash by which a signature or an encrypted passage is known.
  public static func name(of signature: some Sequence<UInt8>) -> Fingerprint {
    Fingerprint(of: Array(signature))
  }

  /// The memory it holds on to, in bytes.
  public var byteCount: Int {
    states.reduce(16 * signatures.count) { $0 + $1.key.utf8.count + $1.value.byteCount }
  }
}

/// The reasoning that came since the last call, and how far back it is.
private struct Waiting {
  private var pieces: [(content: ReasoningState.Piece.Content, place: Int)] = []
  private var place = 0

  mutating func take(_ part: Answer.Part) {
    switch part {
    case .thinking(let text, let signature):
      let content = ReasoningState.Piece.Content.thinking(
        text: String(decoding: text, as: UTF8.self),
        signature: signature.map { String(decoding: $0, as: UTF8.self) })
      pieces.append((content, place))
    case .redactedThinking(let data):
      pieces.append((.redacted(data: String(decoding: data, as: UTF8.self)), place))
    case .text, .other: place += 1
    case .toolCall: break
    }
  }

  /// The pieces in front of a call that has come now.
  mutating func takePieces() -> [ReasoningState.Piece] {
    defer { self = Waiting() }
    return pieces.map { ReasoningState.Piece($0.content, distance: place - $0.place) }
  }
}

extension Answer.Part {
  /// The hash by which its signature is known; nil when it has none.
  fileprivate var signatureName: Fingerprint? {
    switch self {
    case .thinking(_, let signature?) where !signature.isEmpty: KeptReasoning.name(of: signature)
    case .redactedThinking(let data): KeptReasoning.name(of: data)
    case .thinking, .text, .toolCall, .other: nil
    }
  }
}
