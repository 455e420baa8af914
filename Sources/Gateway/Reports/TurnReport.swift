/// One recorded request and its answer, in facts.
public struct TurnReport: Sendable, Equatable {
  /// Why a turn did not end well.
  public struct Failure: Sendable, Equatable {
    /// The class of the failure.
    public var type: String
    /// What happened, in words.
    public var message: String

    /// A failure.
    public init(type: String, message: String) {
      self.type = type
      self.message = message
    }
  }

  /// Tokens, as the backend reported them.
  public struct Tokens: Sendable, Equatable {
    /// Prompt tokens that no cache served.
    public var input: Int
    /// Prompt tokens read from the backend's cache.
    public var cacheRead: Int
    /// Prompt tokens written to the backend's cache.
    public var cacheWrite: Int
    /// Tokens generated.
    public var output: Int

    /// Figures.
    public init(input: Int, cacheRead: Int, cacheWrite: Int, output: Int) {
      self.input = input
      self.cacheRead = cacheRead
      self.cacheWrite = cacheWrite
      self.output = output
    }
  }

  /// Its place in the session, counted from 1.
  public var number: Int
  /// The line of the conversation it belongs to; 0 is the first.
  public var branch: Int
  /// After how many messages this turn left the line before it; nil when it did not.
  public var forkedAt: Int?
  /// What the request was for.
  public var kind: String
  /// The dialect the client spoke.
  public var dialect: String
  /// The model the client asked for.
  public var model: String
  /// Where it was sent, as `backend/model`; nil when it was sent nowhere.
  public var target: String?
  /// What was forwarded of the request; nil when it went out untouched.
  public var context: PromptReport?
  /// The rule that chose the targets.
  public var rule: String
  /// How they were chosen.
  public var routing: Routing
  /// How often something was sent.
  public var attempts: Int
  /// The targets that were tried or passed over, in order; none of a turn of before they were kept.
  public var hops: [Hop]
  /// What of the request was left out or replaced on its way to the target, and of the answer on its way to the store,
  /// in words.
  public var notes: [String]
  /// How it ended: `completed`, `failed`, `cut` or `client-gone`.
  public var outcome: String
  /// The HTTP status the client saw; 0 when it saw none.
  public var status: Int
  /// Why it did not end well.
  public var failure: Failure?
  /// Why the answer ended.
  public var stopReason: String?
  /// Whether the answer was streamed.
  public var isStreamed: Bool
  /// What it cost; nil when the backend did not say.
  public var usage: Tokens?
  /// When the request arrived.
  public var receivedAt: Timestamp
  /// Milliseconds until the backend's head.
  public var headMilliseconds: Double?
  /// Milliseconds until the first meaningful event.
  public var firstEventMilliseconds: Double?
  /// Milliseconds until the exchange was over.
  public var totalMilliseconds: Double
  /// Size of the request's body, in bytes.
  public var requestBytes: Int
  /// Size of the answer's body, in bytes.
  public var responseBytes: Int
  /// How many messages the request held.
  public var messages: Int

  /// A turn.
  public init(
    number: Int, branch: Int, forkedAt: Int?, kind: String, dialect: String, model: String, target: String?,
    context: PromptReport?, rule: String, routing: Routing = Routing(), attempts: Int, hops: [Hop] = [],
    notes: [String], outcome: String, status: Int, failure: Failure?, stopReason: String?, isStreamed: Bool,
    usage: Tokens?, receivedAt: Timestamp, headMilliseconds: Double?, firstEventMilliseconds: Double?,
    totalMilliseconds: Double, requestBytes: Int, responseBytes: Int, messages: Int
  ) {
    self.number = number
    self.branch = branch
    self.forkedAt = forkedAt
    self.kind = kind
    self.dialect = dialect
    self.model = model
    self.target = target
    self.context = context
    self.rule = rule
    self.routing = routing
    self.attempts = attempts
    self.hops = hops
    self.notes = notes
    self.outcome = outcome
    self.status = status
    self.failure = failure
    self.stopReason = stopReason
    self.isStreamed = isStreamed
    self.usage = usage
    self.receivedAt = receivedAt
    self.headMilliseconds = headMilliseconds
    self.firstEventMilliseconds = firstEventMilliseconds
    self.totalMilliseconds = totalMilliseconds
    self.requestBytes = requestBytes
    self.responseBytes = responseBytes
    self.messages = messages
  }
}

extension TurnReport {
  /// How a note begins which says that the backend has read less than it was sent.
  public static let alarmOpening = "the backend counted"

  /// The notes that say so: the operator must see them.
  public var alarms: [String] { notes.filter { $0.hasPrefix(Self.alarmOpening) } }

  /// The other notes.
  public var edits: [String] { notes.filter { !$0.hasPrefix(Self.alarmOpening) } }
}
