import Conversations
import Dialects
import Wire

/// Turns an answer that arrives into the bytes its client is sent.
protocol StreamOutlet {
  /// What the client may be sent now, of bytes that arrived and of what they mean.
  mutating func take(_ bytes: [UInt8], meaning events: [StreamEvent]) -> [UInt8]

  /// What is left to be sent when the body has ended cleanly.
  mutating func finish(meaning events: [StreamEvent]) -> [UInt8]

  /// The end of an answer that broke off, as the client is told it; nil where nothing can be told, because the client
  /// has half of an event and would take anything for the other half.
  mutating func fail(_ error: ClientError) -> [UInt8]?
}

/// The answer's own bytes, as they came.
///
/// An event is passed on when it is complete, so that the client can be told of a break in an event of its own. One
/// that grows beyond `longestTail` is passed on as it comes.
struct VerbatimOutlet: StreamOutlet {
  /// Most bytes of an incomplete event that are held back.
  static let longestTail = 64 * 1024

  private let ending: @Sendable (ClientError) -> [UInt8]
  private var tail: [UInt8] = []
  private var isInsidePassedEvent = false

  /// An outlet for a stream in a dialect.
  init(in dialect: any ClientDialect) { ending = { dialect.ending(brokenBy: $0) } }

  mutating func take(_ bytes: [UInt8], meaning events: [StreamEvent]) -> [UInt8] {
    // The usual case: a chunk of whole events, handed on without a copy.
    if tail.isEmpty, SSEBoundary.end(of: bytes) == bytes.count {
      isInsidePassedEvent = false
      return bytes
    }
    tail += bytes
    let boundary = SSEBoundary.end(of: tail)
    let mustPassAll = tail.count - boundary > Self.longestTail || (boundary == 0 && isInsidePassedEvent)
    if boundary > 0 { isInsidePassedEvent = false }
    if mustPassAll { isInsidePassedEvent = true }
    return pass(mustPassAll ? tail.count : boundary)
  }

  mutating func finish(meaning events: [StreamEvent]) -> [UInt8] {
    pass(tail.count)
  }

  mutating func fail(_ error: ClientError) -> [UInt8]? {
    tail = []
    return isInsidePassedEvent ? nil : ending(error)
  }

  private mutating func pass(_ count: Int) -> [UInt8] {
    let passed = Array(tail[..<count])
    tail.removeFirst(count)
    return passed
  }
}

/// The answer in the client's dialect, written from what the backend's bytes mean.
struct RenderedOutlet: StreamOutlet {
  private var writer: any AnswerWriter

  init(_ writer: any AnswerWriter) { self.writer = writer }

  mutating func take(_ bytes: [UInt8], meaning events: [StreamEvent]) -> [UInt8] {
    write(events)
  }

  mutating func finish(meaning events: [StreamEvent]) -> [UInt8] {
    write(events)
  }

  mutating func fail(_ error: ClientError) -> [UInt8]? {
    var bytes: [UInt8] = []
    writer.fail(error, to: &bytes)
    return bytes
  }

  private mutating func write(_ events: [StreamEvent]) -> [UInt8] {
    var bytes: [UInt8] = []
    for event in events { writer.write(event, to: &bytes) }
    return bytes
  }
}
