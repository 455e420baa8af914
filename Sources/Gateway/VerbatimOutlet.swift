import Conversations
import Dialects
import Wire

/// The answer's own bytes, as they came.
///
/// An event is passed on when it is complete, so that the client can be told of a break in an event of its own. One
/// that grows beyond `longestTail` is passed on as it comes.
struct VerbatimOutlet {
  /// Most bytes of an incomplete event that are held back.
  static let longestTail = 64 * 1024

  private let dialect: any ClientDialect
  private var tail: [UInt8] = []
  private var isInsidePassedEvent = false

  /// An outlet for a stream in a dialect.
  init(in dialect: any ClientDialect) { self.dialect = dialect }

  /// What the client may be sent now, of bytes that arrived.
  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    // The usual case: a chunk of whole events, handed on without a copy.
    if tail.isEmpty, end(of: bytes) == bytes.count {
      isInsidePassedEvent = false
      return bytes
    }
    tail += bytes
    let boundary = end(of: tail)
    let mustPassAll = tail.count - boundary > Self.longestTail || (boundary == 0 && isInsidePassedEvent)
    if boundary > 0 { isInsidePassedEvent = false }
    if mustPassAll { isInsidePassedEvent = true }
    return pass(mustPassAll ? tail.count : boundary)
  }

  /// What is left to be sent when the body has ended cleanly.
  mutating func finish() -> [UInt8] {
    pass(tail.count)
  }

  /// The end of an answer that broke off, as the client is told it; nil where nothing can be told, because the client
  /// has half of an event and would take anything for the other half.
  mutating func fail(_ error: ClientError) -> [UInt8]? {
    tail = []
    return isInsidePassedEvent ? nil : dialect.ending(brokenBy: error)
  }

  /// The offset behind the last whole event; 0 when there is none.
  private func end(of bytes: [UInt8]) -> Int {
    guard case .ollamaChat = dialect.name else { return SSEBoundary.end(of: bytes) }
    return bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  private mutating func pass(_ count: Int) -> [UInt8] {
    let passed = Array(tail[..<count])
    tail.removeFirst(count)
    return passed
  }
}
