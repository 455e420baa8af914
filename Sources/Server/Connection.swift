import Reactor
import Wire

/// A client's connection: reads requests one after the other, has each answered, writes the answers.
///
/// Input is not read while an answer is due, so pipelined requests wait in the system's buffer. Output is gathered and
/// written once per event batch. All decisions on time are the `ConnectionClock`'s.
///
/// What is not private here is for its other three pages alone: reading, answering, writing.
@LoopActor final class Connection {
  static let readSize = 4 << 10
  private static let bufferSize = 16 << 10
  // So much output is written before the batch ends, while it is still in the processor's cache.
  static let earlyFlush = 64 << 10

  let server: HTTPServer
  let loop = LoopActor.shared.loop
  var socket: TCPSocket
  var parser: HTTPRequestParser
  var input = Buffer(capacity: bufferSize)
  var output = Buffer(capacity: readSize)
  var clock: ConnectionClock
  var exchange: ServerExchange?
  var task: Task<Void, Never>?
  var heldBody = 0

  private var interest: Readiness = [.readable, .peerClosed]
  private var willFlush = false
  var isInputMuted = false
  var peerHasClosed = false
  var closesAfterReply = false
  var isClosed = false

  /// Whether so much output waits that its producer is to pause.
  var isAboveHighWater = false

  /// Takes over a socket that was just accepted.
  init(_ socket: consuming TCPSocket, of server: HTTPServer) {
    self.server = server
    self.socket = socket
    parser = HTTPRequestParser(limits: server.limits.http)
    clock = ConnectionClock(now: loop.now)
  }

  /// Starts reading.
  func open() throws(SocketError) {
    try loop.watch(socket.descriptor, for: interest, self)
  }

  /// Closes at once; an answer under way is cut and its handler cancelled.
  func close() {
    close(resetting: false)
  }

  /// Closes at once, with a reset where an orderly end would look like the end of the answer.
  func close(resetting: Bool) {
    guard !isClosed else { return }
    isClosed = true
    loop.unwatch(socket.descriptor)
    if resetting { socket.reset() } else { socket.close() }
    hangUp()
    exchange?.connectionClosed()
    // The exchange holds the connection as the connection holds it: here the circle ends.
    releaseExchange()
    server.connectionClosed(self)
  }

  /// Whether requests are read at present.
  var isReading: Bool {
    switch clock.phase {
    case .idle, .head, .body: !isClosed
    case .reply, .farewell, .linger: false
    }
  }
}

// MARK: - Events

extension Connection: EventHandler, BatchFlushing {
  func ready(_ readiness: Readiness) {
    if readiness.contains(.failed) { return close() }
    if readiness.contains(.writable) { flush() }
    if readiness.contains(.readable) { receive() }
    if readiness.contains(.peerClosed) {
      peerHasClosed = true
      scheduleFlush()
    }
    updateInterest()
  }

  func flushBatch() {
    willFlush = false
    // Judged at the end of the batch: a client that only half-closed still gets an answer that was made at once. And
    // before the flush, which may begin the next exchange.
    if peerHasClosed { hangUp() }
    flush()
    updateInterest()
  }

  /// Acts on what has taken too long.
  func sweep(at now: UInt64) {
    switch clock.verdict(at: now, server.limits) {
    case .wait: break
    case .refuse(let reason): refuse(HTTPFramingError(status: 408, reason: reason))
    case .close: close()
    case .expire:
      exchange?.expire()
      close()
    }
  }

  /// Ends the connection as soon as nothing is due on it. A request that has come, if only in part, is still answered.
  func windDown() {
    if clock.phase == .idle { receive() }
    guard clock.phase == .idle, !isClosed else { return }
    // A client that keeps an idle connection may not look at it for minutes.
    if output.isEmpty { close() } else { sayFarewell() }
  }

  /// Has the answer under way ended by its handler; a request that is still coming is not waited for.
  func cutShort() {
    switch clock.phase {
    case .head, .body: refuse(HTTPFramingError(status: 503, reason: "the server is stopping"))
    case .reply:
      exchange?.cutShort()
      task?.cancel()
    case .idle, .farewell, .linger: break
    }
  }

  /// Has what is to be written written when the batch ends.
  func scheduleFlush() {
    guard !willFlush, !isClosed else { return }
    willFlush = true
    loop.flushAtBatchEnd(self)
  }

  private func updateInterest() {
    guard !isClosed else { return }
    var wanted: Readiness = peerHasClosed ? [] : .peerClosed
    if wantsInput { wanted.insert(.readable) }
    if !output.isEmpty { wanted.insert(.writable) }
    guard wanted != interest else { return }
    interest = wanted
    loop.setInterest(socket.descriptor, wanted)
  }

  /// While an answer is due input stays watched until some comes: most clients send none, and are spared two calls
  /// of the system per request.
  private var wantsInput: Bool {
    switch clock.phase {
    case .idle, .head, .body: !isAboveHighWater
    case .reply, .farewell: !isInputMuted
    case .linger: true
    }
  }

  private func hangUp() {
    guard let exchange, !exchange.isClientGone else { return }
    exchange.clientHungUp()
    task?.cancel()
  }
}
