/// How a turn ended.
public enum TurnOutcome: Sendable, Equatable {
  /// The whole answer was delivered.
  case completed
  /// The client was told of a failure instead of an answer.
  case failed
  /// The answer broke off after it had begun.
  case cut
  /// The client went away before the answer was complete.
  case clientGone

  /// The word that is stored and shown.
  public var word: String {
    switch self {
    case .completed: "completed"
    case .failed: "failed"
    case .cut: "cut"
    case .clientGone: "client-gone"
    }
  }
}

/// When things happened in a turn, in nanoseconds after the request had arrived whole.
public struct TurnTimings: Sendable, Equatable {
  /// The backend's head arrived.
  public var head: UInt64?
  /// The first meaningful event arrived.
  public var firstEvent: UInt64?
  /// The exchange was over.
  public var end: UInt64

  /// Timings.
  public init(head: UInt64? = nil, firstEvent: UInt64? = nil, end: UInt64 = 0) {
    self.head = head
    self.firstEvent = firstEvent
    self.end = end
  }
}

/// Why a turn did not end well, in words for the operator; never holds a key.
public struct TurnFailure: Sendable, Equatable {
  /// The class of the failure, such as `overloaded` or `stream-cut`.
  public var type: String
  /// What happened.
  public var message: String

  /// A failure.
  public init(type: String, message: String) {
    self.type = type
    self.message = message
  }
}

/// A message of our own making in a dialect's form: a piece of an answer as the client will send it back.
public struct RecordedMessage: Sendable, Equatable {
  /// The message object in the client's dialect.
  public var body: [UInt8]
  /// Its identity, by the same rule as a message the client sends.
  public var fingerprint: Fingerprint

  /// A message to be kept.
  public init(body: [UInt8], fingerprint: Fingerprint) {
    self.body = body
    self.fingerprint = fingerprint
  }
}

/// What the store keeps of an answer.
public struct RecordedAnswer: Sendable, Equatable {
  /// The messages that the client will send back for it, oldest first, all of them the assistant's. One in most dialects;
  /// where every item of an answer is a message of its own, as many as there were items.
  public var messages: [RecordedMessage]

  /// An answer to be kept.
  public init(messages: [RecordedMessage]) { self.messages = messages }
}

/// What is written down of one request and its answer.
public struct Turn: Sendable {
  /// Where in which session it stands.
  public var state: SessionState
  /// What it was for.
  public var kind: RequestKind
  /// The request, with the messages the store may not have yet.
  public var request: ChatRequest
  /// When it arrived, in milliseconds since 1970.
  public var receivedAt: Int64
  /// Where it was sent; nil when it was sent nowhere.
  public var target: Target?
  /// What was forwarded of the request, and what the next turn goes on from; nil when it went out untouched.
  public var context: TurnContext?
  /// What was counted for the first time, by the tokenizer of `countsTokenizer`.
  public var counts: [MessageCount]
  /// The name of the tokenizer that `counts` are by; empty when there are none.
  public var countsTokenizer: String
  /// Which rule chose the targets.
  public var rule: String
  /// How they were chosen.
  public var routing: TurnRouting
  /// How often something was sent.
  public var attempts: Int
  /// The targets that were tried or passed over, in order, as far as they are over.
  public var hops: [TurnAttempt]
  /// What of the request was left out or replaced on its way to the target, and of the answer on its way to the store,
  /// in words; empty when nothing was.
  public var notes: [String]
  /// How it ended.
  public var outcome: TurnOutcome
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
  /// The answer as far as it came; nil when there was none.
  public var answer: RecordedAnswer?
  /// The id the client was told of the answer; nil when it was told none.
  public var answerID: String?
  /// What of the answer must be given back to its vendor; nil when there was no such thing.
  public var reasoning: KeptReasoning?

  /// A turn that has just been placed; the rest is filled in as it happens.
  public init(
    state: SessionState, kind: RequestKind, request: ChatRequest, receivedAt: Int64, requestBytes: Int
  ) {
    self.state = state
    self.kind = kind
    self.request = request
    self.receivedAt = receivedAt
    self.requestBytes = requestBytes
    counts = []
    countsTokenizer = ""
    rule = ""
    routing = TurnRouting()
    attempts = 0
    hops = []
    notes = []
    outcome = .failed
    status = 0
    timings = TurnTimings()
    responseBytes = 0
  }
}
