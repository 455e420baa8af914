/// One step of an answer as it arrives, in no dialect.
///
/// Parts come one after the other: a part is started, grows, and is ended before the next one starts. A backend's
/// decoder restores that order where the backend does not keep it.
public enum StreamEvent: Sendable, Equatable {
  /// What kind of part begins.
  public enum Part: Sendable, Equatable {
    /// Text for the reader.
    case text
    /// Reasoning.
    case thinking
    /// Reasoning that arrives encrypted and whole.
    case redactedThinking(data: [UInt8])
    /// A tool call; its arguments follow as `inputDelta`s.
    case toolCall(id: String, name: String)
    /// A part of another type: its start object verbatim, in the backend's dialect.
    case other(type: String, source: [UInt8])
  }

  /// Something a started part grows by.
  public enum Delta: Sendable, Equatable {
    /// More text, in UTF-8.
    case text([UInt8])
    /// More reasoning, in UTF-8.
    case thinking([UInt8])
    /// The vendor's signature over the reasoning, whole.
    case signature([UInt8])
    /// A fragment of a tool call's arguments; all fragments together are one JSON value.
    case input([UInt8])
    /// A growth of another type: the delta object verbatim, in the backend's dialect.
    case other(source: [UInt8])
  }

  /// The answer has begun; the backend's id and model name where it gives them.
  case started(id: String?, model: String?, usage: PartialUsage)
  /// A part begins.
  case partStarted(Part)
  /// The part begun last grows.
  case delta(Delta)
  /// The part begun last is complete.
  case partEnded
  /// Why the answer ended, and what it cost so far.
  case finished(StopReason?, usage: PartialUsage)
  /// The backend says that all has been sent.
  case ended
  /// The backend reports a failure inside its answer.
  case failed(type: String?, message: String)

  /// Whether a client that has been sent this has been sent something of the answer: the point of no return.
  public var isMeaningful: Bool {
    switch self {
    case .partStarted: true
    case .delta(let delta): delta.isMeaningful
    case .started, .partEnded, .finished, .ended, .failed: false
    }
  }
}

extension StreamEvent.Delta {
  fileprivate var isMeaningful: Bool {
    switch self {
    case .text(let bytes), .thinking(let bytes), .input(let bytes): !bytes.isEmpty
    case .signature, .other: true
    }
  }
}
