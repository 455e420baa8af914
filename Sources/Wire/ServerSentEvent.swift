/// One event of a `text/event-stream`, lent for the length of one call.
public struct ServerSentEvent {
  /// What its `event:` line said; empty without one.
  public let name: UnsafeRawBufferPointer
  /// Its `data:` lines, joined with line feeds.
  public let data: UnsafeRawBufferPointer

  /// Whether its `event:` line said exactly this.
  public func isNamed(_ name: StaticString) -> Bool { self.name.isEqual(to: name) }
}

/// Why a stream of events cannot be read on.
public enum SSEError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A line, or the data of one event, is longer than this many bytes.
  case eventTooLarge(limit: Int)

  /// The fault as a sentence for people.
  public var description: String {
    switch self {
    case .eventTooLarge(let limit): "an event of the stream is larger than \(limit) bytes"
    }
  }
}
