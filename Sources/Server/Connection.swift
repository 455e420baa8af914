import Reactor
import Wire

/// A client's connection: reads requests one after the other, has each answered, writes the answers.
///
/// Input is not read while an answer is due, so pipelined requests wait in the system's buffer. Output is gathered and
/// written once per event batch. All decisions on time are the `ConnectionClock`'s.
@LoopActor final class Connection {
  // A connection with much to say must not keep the others waiting.
  private static let readsPerEvent = 4
  private static let readSize = 4 << 10
  private static let bufferSize = 16 << 10
  // So much output is written before the batch ends, while it is still in the processor's cache.
  private static let earlyFlush = 64 << 10

  private let server: HTTPServer
  private let loop = LoopActor.shared.loop
  private var socket: TCPSocket
  private var parser: HTTPRequestParser
  private var input = Buffer(capacity: bufferSize)
  private var output = Buffer(capacity: readSize)
  private var clock: ConnectionClock
  private var exchange: ServerExchange?
  private var task: Task<Void, Never>?
  private var heldBody = 0

  private var interest: Readiness = [.readable, .peerClosed]
  private var isInputMuted = false
  private var peerHasClosed = false
  private var willFlush = false
  private var closesAfterReply = false
  private var isClosed = false

  /// Whether so much output waits that its producer is to pause.
  private(set) var isAboveHighWater = false

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

  private func close(resetting: Bool) {
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

  private var isReading: Bool {
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

  /// Ends the connection as soon as nothing is due on it.
  func windDown() {
    switch clock.phase {
    // A client that keeps an idle connection may not look at it for minutes.
    case .idle where output.isEmpty: close()
    case .idle: sayFarewell()
    case .head, .body: refuse(HTTPFramingError(status: 503, reason: "the server is stopping"))
    case .reply, .farewell, .linger: break
    }
  }

  private func scheduleFlush() {
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

// MARK: - Reading

extension Connection {
  private func receive() {
    guard isReading || clock.phase == .linger else {
      isInputMuted = true
      return
    }
    isInputMuted = false
    for _ in 0..<Self.readsPerEvent {
      let (outcome, isFull) = read()
      switch outcome {
      case .moved(let count): received(count)
      case .wouldBlock: return
      case .ended: return endOfInput()
      case .failed: return close()
      }
      guard isFull, isReading || clock.phase == .linger else { return }
    }
  }

  private func read() -> (TCPSocket.Outcome, isFull: Bool) {
    var outcome = TCPSocket.Outcome.wouldBlock
    var isFull = false
    let fill = { [self] (space: UnsafeMutableRawBufferPointer) -> Int in
      outcome = socket.read(into: space)
      guard case .moved(let count) = outcome else { return 0 }
      isFull = count == space.count
      return count
    }
    if !input.isEmpty || parser.fillBody(fill) == nil { input.append(reserving: Self.readSize, fill) }
    return (outcome, isFull)
  }

  private func received(_ count: Int) {
    clock.receive(count, at: loop.now)
    if clock.phase == .linger { input.consume(input.count) } else { process() }
  }

  /// Reads requests out of what has come, until one is to be answered.
  private func process() {
    do throws(HTTPFramingError) {
      while isReading, !isAboveHighWater, let event = try parser.next(&input) {
        switch event {
        case .bodyFollows(let expectsContinue):
          if expectsContinue, input.isEmpty { send("HTTP/1.1 100 Continue\r\n\r\n") }
        case .request(let request): try begin(request)
        }
      }
      guard isReading else { return }
      try hold(parser.bodyCount)
      clock.enter(parser.isInBody ? .body : input.isEmpty ? .idle : .head, at: loop.now)
    } catch {
      refuse(error)
    }
  }

  private func endOfInput() {
    switch clock.phase {
    case .idle where !output.isEmpty: sayFarewell()
    case .head, .body:
      refuse(HTTPFramingError(status: 400, reason: "the request ended before it was complete"))
    default: close()
    }
  }

  private func hold(_ count: Int) throws(HTTPFramingError) {
    guard changeHeldBody(to: count) else {
      throw HTTPFramingError(status: 503, reason: "too many request bodies at a time")
    }
  }

  private func changeHeldBody(to count: Int) -> Bool {
    guard server.bodies.change(from: heldBody, to: count) else { return false }
    heldBody = count
    return true
  }
}

// MARK: - Answering

extension Connection {
  private func begin(_ request: HTTPRequest) throws(HTTPFramingError) {
    try hold(request.body.count)
    let now = loop.now
    clock.enter(.reply, at: now)
    let exchange = ServerExchange(request, on: self, receivedAt: now)
    self.exchange = exchange
    task = spawn { [handler = server.handler] in
      await handler(exchange)
      exchange.abort()
    }
    if peerHasClosed { scheduleFlush() }
  }

  /// Counts bytes that the exchange holds besides its body; false, and they are not counted, where there is no room for
  /// them or the exchange is over.
  func hold(_ count: Int, for exchange: ServerExchange) -> Bool {
    self.exchange === exchange && changeHeldBody(to: heldBody + count)
  }

  /// The exchange's answer is complete.
  func exchangeFinished(closes: Bool) {
    releaseExchange()
    guard !closesAfterReply, !closes, !server.isStopping else { return sayFarewell() }
    clock.enter(.idle, at: loop.now)
    input.shrinkIfEmpty(to: Self.earlyFlush)
    scheduleFlush()
    process()
  }

  /// The exchange's answer is cut.
  func exchangeAborted(resets: Bool) {
    releaseExchange()
    if resets {
      flush()
      close(resetting: true)
    } else {
      sayFarewell()
    }
  }

  /// Answers a request nobody could read, and ends the connection.
  func refuse(_ error: HTTPFramingError) {
    let (head, body) = server.refusal(error)
    head.append(to: &output, framing: .length(body.count), connection: .close)
    output.append(body)
    sayFarewell()
  }

  private func sayFarewell() {
    releaseExchange()
    input.consume(input.count)
    clock.enter(.farewell, at: loop.now)
    scheduleFlush()
  }

  private func releaseExchange() {
    exchange = nil
    task = nil
    _ = server.bodies.change(from: heldBody, to: 0)
    heldBody = 0
  }
}

// MARK: - Writing

extension Connection {
  /// Sends the head of the answer that is due.
  func send(_ head: HTTPResponseHead, framing: HTTPResponseFraming) {
    guard let request = exchange?.request else { return }
    closesAfterReply = !request.keepsConnection || server.isStopping || framing == .untilClose
    let keeps: HTTPConnectionOption = request.minorVersion == 0 ? .keepAlive : .implied
    head.append(to: &output, framing: framing, connection: closesAfterReply ? .close : keeps)
    outputGrew()
  }

  /// Sends bytes of the body.
  func send(_ bytes: UnsafeRawBufferPointer) {
    output.append(bytes)
    outputGrew()
  }

  /// Sends bytes of the body as a chunk.
  func sendChunk(_ bytes: UnsafeRawBufferPointer) {
    ChunkedEncoder.append(bytes, to: &output)
    outputGrew()
  }

  /// Sends the end of the chunks.
  func sendChunkEnd() {
    ChunkedEncoder.appendEnd(to: &output)
    outputGrew()
  }

  private func send(_ text: StaticString) {
    output.append(text)
    outputGrew()
  }

  private func outputGrew() {
    if output.count >= Self.earlyFlush { flush() }
    if output.count > server.limits.highWater {
      isAboveHighWater = true
      // Nobody waits for a client that is gone, so nothing else would stop a producer that does not look.
      if let exchange, exchange.isClientGone { return close() }
    }
    scheduleFlush()
  }

  private func flush() {
    guard !isClosed else { return }
    var hasProgressed = false
    while !output.isEmpty {
      let outcome = socket.write(output.bytes)
      if case .moved(let count) = outcome {
        output.consume(count)
        hasProgressed = true
      } else if outcome == .wouldBlock {
        break
      } else {
        return close()
      }
    }
    clock.flush(hasProgressed: hasProgressed, isPending: !output.isEmpty, at: loop.now)
    flushed()
  }

  private func flushed() {
    if isAboveHighWater, output.count <= server.limits.lowWater {
      isAboveHighWater = false
      exchange?.wakeProducer()
      if isReading { process() }
    }
    guard output.isEmpty else { return }
    output.shrinkIfEmpty(to: Self.earlyFlush)
    if clock.phase == .farewell {
      socket.finishWriting()
      clock.enter(.linger, at: loop.now)
    }
  }
}
