import Conversations

/// A turn as it was recorded.
public struct TurnRecord: Sendable, Equatable {
  /// Its number within the session; turns are numbered in the order in which they ended, from 1.
  public var number: Int
  /// The branch it stands on, or beside.
  public var branch: Int
  /// How its request related to the session: new, append, retry, fork, successor or side.
  public var placement: String
  /// After how many messages it left what was before; nil unless it is a fork.
  public var forkedAt: Int?
  /// What it was for, as in `RequestKind`.
  public var kind: String
  /// The client's dialect, as in `DialectName`.
  public var dialect: String
  /// The model the client asked for.
  public var model: String
  /// Whether the client asked for a stream.
  public var isStreamed: Bool
  /// Messages of the request.
  public var messages: Int
  /// How many of them the session had already.
  public var knownMessages: Int
  /// When it arrived, in milliseconds since 1970.
  public var receivedAt: Int64
  /// Where it was sent; nil when it was sent nowhere.
  public var target: Target?
  /// What was forwarded of the request; nil when it went out untouched. Its blocks come with the turn's words alone.
  public var context: ContextReport?
  /// Which rule chose the targets.
  public var rule: String
  /// How they were chosen.
  public var routing: TurnRouting
  /// How often something was sent.
  public var attempts: Int
  /// The targets that were tried or passed over, in order; none of a turn of before they were kept.
  public var hops: [TurnAttempt]
  /// What of the request was left out or replaced on its way to the target, in words.
  public var notes: [String]
  /// How it ended, as in `TurnOutcome`.
  public var outcome: String
  /// The HTTP status the client saw; 0 when it saw none.
  public var status: Int
  /// Why it did not end well.
  public var failure: TurnFailure?
  /// Why the answer ended.
  public var stopReason: StopReason?
  /// What it cost.
  public var usage: Usage?
  /// When things happened.
  public var timings: TurnTimings
  /// Size of the request's body, in bytes.
  public var requestBytes: Int
  /// Size of the answer's body as sent to the client, in bytes.
  public var responseBytes: Int

  /// Where a recorded turn was sent.
  public struct Target: Sendable, Equatable {
    /// The backend's name.
    public var backend: String
    /// The model's id at that backend.
    public var model: String
    /// The dialect the backend was spoken to in.
    public var dialect: String
    /// Whether it ran on this machine or this network.
    public var isLocal: Bool
    /// Its window in tokens, where it was known.
    public var window: Int?
    /// How the window came to be known, as in `ContextWindow.Source`.
    public var windowSource: String?

    /// `backend/model`.
    public var name: String { "\(backend)/\(model)" }
  }
}

/// A message as it was first sent.
public struct StoredMessage: Sendable, Equatable {
  /// Its place in the conversation, from 1.
  public var depth: Int
  /// Who speaks, as in `Role`.
  public var role: String
  /// Its identity.
  public var fingerprint: Fingerprint
  /// The turn of this session that brought it first.
  public var turn: Int?
  /// The message object, byte for byte.
  public var body: [UInt8]
}

/// A turn with its words.
public struct TurnContents: Sendable, Equatable {
  /// The turn, with the blocks of what was forwarded.
  public var record: TurnRecord
  /// The system prompt as it came.
  public var system: [UInt8]?
  /// The tools as they came.
  public var tools: [UInt8]?
  /// The messages of the request.
  public var messages: [StoredMessage]
  /// The messages of the answer as far as it came; empty when there was none.
  public var answer: [StoredMessage]
}
