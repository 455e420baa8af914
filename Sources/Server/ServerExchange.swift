import Reactor
import Wire

/// One request and its answer.
///
/// The handler either calls `respond` once, or `begin`, any number of `write`s, and `finish` or `abort`. When the
/// client hangs up, the handler's task is cancelled; what it still writes is sent if anybody takes it.
@LoopActor public final class ServerExchange {
  private enum State {
    case waiting
    case streaming(HTTPResponseFraming)
    case answered
    /// The connection ended first, or `abort` did it; what the handler still says goes nowhere.
    case cut
  }

  /// What the client asked.
  public let request: HTTPRequest
  /// When the request was complete, in nanoseconds of the monotonic clock.
  public let receivedAt: UInt64
  /// Whether the client has hung up, or was hung up on.
  public private(set) var isClientGone = false
  /// Whether it was hung up on because the exchange took longer than `exchangeTimeout`.
  public private(set) var hasExpired = false
  /// Whether the server stops and no longer waits for the answer: the handler was cancelled, and has a moment to say so.
  public private(set) var isCutShort = false

  private let connection: Connection
  private var state = State.waiting
  private var drainWaiter: CheckedContinuation<Void, Never>?

  init(_ request: HTTPRequest, on connection: Connection, receivedAt: UInt64) {
    self.request = request
    self.connection = connection
    self.receivedAt = receivedAt
  }

  /// Counts bytes that the handler holds for this request besides its body, such as the body decompressed, among those of
  /// `maxBufferedBodies`; false where they are too many, or the exchange is over. They count until it is.
  public func hold(_ count: Int) -> Bool {
    connection.hold(count, for: self)
  }

  /// Answers in one piece. A HEAD request is told the length and spared the body.
  public func respond(_ head: HTTPResponseHead, body: [UInt8] = []) {
    guard isUnanswered else { return }
    connection.send(head, framing: head.mayHaveBody ? .length(body.count) : .noBody)
    if head.mayHaveBody && !isHead { body.withUnsafeBytes { connection.send($0) } }
    guard case .waiting = state else { return }
    state = .answered
    connection.exchangeFinished(closes: false)
  }

  /// Begins an answer that is streamed: in chunks, or to a client of HTTP/1.0 until the connection closes.
  public func begin(_ head: HTTPResponseHead) {
    guard isUnanswered else { return }
    let framing = streamFraming(of: head)
    connection.send(head, framing: framing)
    guard case .waiting = state else { return }
    state = .streaming(isHead ? .noBody : framing)
  }

  /// Appends bytes to a streamed answer. They go out with everything else of this event batch.
  public func write(_ bytes: UnsafeRawBufferPointer) {
    switch state {
    case .waiting, .answered:
      preconditionFailure("written before the answer was begun or after it was finished")
    case .streaming(.chunked): connection.sendChunk(bytes)
    case .streaming(.untilClose): connection.send(bytes)
    // A HEAD request, or a status without a body.
    case .streaming, .cut: break
    }
  }

  /// Appends bytes to a streamed answer. They go out with everything else of this event batch.
  public func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { write($0) }
  }

  /// Waits until the client has taken enough for more to be written, or is gone, or the task is cancelled. Returns at
  /// once below the high-water mark. One caller at a time.
  public func drained() async {
    guard mustWait else { return }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        precondition(drainWaiter == nil, "one producer waits for one client")
        // Asked again: the runtime may put the task off on its way into a continuation.
        if mustWait { drainWaiter = continuation } else { continuation.resume() }
      }
    } onCancel: {
      LoopActor.shared.loop.execute { self.wakeProducer() }
    }
  }

  /// Ends a streamed answer. Called again it does nothing.
  public func finish() {
    switch state {
    case .waiting: preconditionFailure("finished before the answer was begun")
    case .streaming(let framing):
      if framing == .chunked { connection.sendChunkEnd() }
      state = .answered
      connection.exchangeFinished(closes: framing == .untilClose)
    case .answered, .cut: break
    }
  }

  /// Cuts the answer, so that the client cannot take it for complete: the connection ends in the middle of the body,
  /// after what was written of it. A finished answer stays as it is.
  public func abort() {
    switch state {
    case .waiting: connection.exchangeAborted(resets: false)
    // Without a length or chunks an orderly end would look like the end of the answer.
    case .streaming(let framing): connection.exchangeAborted(resets: framing == .untilClose)
    case .answered, .cut: return
    }
    state = .cut
  }

  private var mustWait: Bool {
    connection.isAboveHighWater && !isClientGone && !Task.isCancelled
  }

  private var isHead: Bool { request.method == "HEAD" }

  /// Whether the answer may begin; false if nobody is there to hear it.
  private var isUnanswered: Bool {
    switch state {
    case .waiting: true
    case .cut: false
    case .streaming, .answered: preconditionFailure("an exchange is answered once")
    }
  }

  private func streamFraming(of head: HTTPResponseHead) -> HTTPResponseFraming {
    if !head.mayHaveBody { return .noBody }
    return request.minorVersion == 1 ? .chunked : .untilClose
  }
}

// MARK: - For the connection

extension ServerExchange {
  /// Notes that the client hung up; its producer is not to wait for it any longer.
  func clientHungUp() {
    isClientGone = true
    wakeProducer()
  }

  /// Notes that the exchange has taken too long; its connection is about to be closed.
  func expire() { hasExpired = true }

  /// Notes that the server waits no longer; a producer that waits for its reader is let go.
  func cutShort() {
    isCutShort = true
    wakeProducer()
  }

  /// Notes that the connection is closed, whatever the handler still does.
  func connectionClosed() {
    clientHungUp()
    state = .cut
  }

  /// Lets a waiting producer go on.
  func wakeProducer() {
    drainWaiter?.resume()
    drainWaiter = nil
  }
}
