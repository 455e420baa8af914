/// Reasoning that a model put in front of a tool call, as its vendor wants it back with that call.
public struct ReasoningState: Sendable, Equatable {
  /// A piece of reasoning.
  public struct Piece: Sendable, Equatable {
    /// What was sent of it.
    public enum Content: Sendable, Equatable {
      /// Reasoning that can be read, with the vendor's signature over it where there is one.
      case thinking(text: String, signature: String?)
      /// Reasoning that the vendor sends encrypted.
      case redacted(data: String)
    }

    /// What was sent of it.
    public var content: Content
    /// How many parts of the answer that are no reasoning stood between it and the call.
    public var distance: Int

    /// A piece.
    public init(_ content: Content, distance: Int) {
      self.content = content
      self.distance = distance
    }
  }

  /// Who wrote it, as `backend/model`. Nobody else is ever sent it.
  public var issuer: String
  /// The pieces, in order.
  public var pieces: [Piece]

  /// Reasoning.
  public init(issuer: String, pieces: [Piece]) {
    self.issuer = issuer
    self.pieces = pieces
  }

  /// What is kept of it, in bytes.
  public var byteCount: Int {
    pieces.reduce(issuer.utf8.count) { $0 + $1.byteCount }
  }
}

extension ReasoningState.Piece {
  fileprivate var byteCount: Int {
    switch content {
    case .thinking(let text, let signature): text.utf8.count + (signature?.utf8.count ?? 0)
    case .redacted(let data): data.utf8.count
    }
  }

  /// The piece as a part of a conversation.
  var part: ContentPart {
    switch content {
    case .thinking(let text, let signature): .thinking(text: text, signature: signature)
    case .redacted(let data): .redactedThinking(data: data)
    }
  }
}
