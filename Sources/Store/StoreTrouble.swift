import Conversations

/// Something that went wrong behind the requests' backs: for the trace and the counters, never for a client.
public enum StoreTrouble: Sendable, Equatable {
  /// A turn was not taken: too much is waiting to be written.
  case dropped(SessionID)
  /// A turn could not be written.
  case unwritten(SessionID, StoreError)
  /// A transaction failed, and with it this many turns.
  case lost(turns: Int, StoreError)
  /// A session's history could not be read; its request was placed as if it were new.
  case unrecalled(StoreError)
  /// What requests are planned with could not be read, all of it or some; it is begun anew.
  case unread(StoredFacts, StoreError)
  /// What requests are planned with could not be kept.
  case unkept(StoredFacts, StoreError)
  /// Old sessions could not be removed.
  case unretained(StoreError)
}

/// What of the store requests are planned and routed with.
public enum StoredFacts: String, Sendable {
  /// The states of the context engine.
  case contexts = "what was forwarded of a session"
  /// The tokens of messages.
  case counts = "the tokens of messages"
  /// How backends count.
  case calibrations = "how backends count"
  /// What vendors want back of their answers.
  case reasoning = "the reasoning in front of tool calls"
  /// The answers that clients go on from by their ids.
  case answers = "the answer a request goes on from"
  /// Where sessions were sent.
  case routes = "where a session was sent"
  /// What backends and tokens have used.
  case usage = "what has been used"
  /// What holds targets back.
  case breakers = "which targets are held back"
}

extension StoreTrouble: CustomStringConvertible {
  /// What happened, as a sentence for the operator.
  public var description: String {
    switch self {
    case .dropped(let session): "a turn of \(session) was not recorded: too much is waiting to be written"
    case .unwritten(let session, let error): "a turn of \(session) was not recorded: \(error)"
    case .lost(let turns, let error): "\(turns) turns were not recorded: \(error)"
    case .unrecalled(let error): "the history of a session could not be read: \(error)"
    case .unread(let facts, let error): "\(facts.rawValue) could not be read: \(error)"
    case .unkept(let facts, let error): "\(facts.rawValue) could not be kept: \(error)"
    case .unretained(let error): "old sessions could not be removed: \(error)"
    }
  }
}

/// How the store has fared since it was opened.
public struct StoreCounters: Sendable, Equatable {
  /// Turns committed.
  public var settledTurns = 0
  /// Turns not taken because too much was waiting.
  public var droppedTurns = 0
  /// Turns that could not be written.
  public var failedTurns = 0
  /// Requests placed as new because their history could not be read.
  public var failedRecalls = 0
  /// Bytes of turns and other work waiting to be done, or being done.
  public var queuedBytes = 0

  /// Counters at zero.
  public init() {}

  mutating func count(_ trouble: StoreTrouble) {
    switch trouble {
    case .dropped: droppedTurns += 1
    case .unwritten: failedTurns += 1
    case .lost(let turns, _): failedTurns += turns
    case .unrecalled: failedRecalls += 1
    case .unread, .unkept, .unretained: break
    }
  }
}
