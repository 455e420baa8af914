import Reactor
import Wire

/// One exchange after the other, and the end of the connection.
extension Connection {
  /// Has a request answered.
  func begin(_ request: HTTPRequest) throws(HTTPFramingError) {
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

  /// Counts the bytes of a body as far as it has come.
  func hold(_ count: Int) throws(HTTPFramingError) {
    guard changeHeldBody(to: count) else {
      throw HTTPFramingError(status: 503, reason: "too many request bodies at a time")
    }
  }

  private func changeHeldBody(to count: Int) -> Bool {
    guard server.bodies.change(from: heldBody, to: count) else { return false }
    heldBody = count
    return true
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
    // The client waits for nothing more, and the handler may have much to write down. Answers to pipelined requests are
    // still gathered.
    if input.isEmpty { flush() } else { scheduleFlush() }
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

  /// Ends the connection once the client has taken what it is due.
  func sayFarewell() {
    releaseExchange()
    input.consume(input.count)
    clock.enter(.farewell, at: loop.now)
    scheduleFlush()
  }

  /// Forgets the exchange and what is held for it.
  func releaseExchange() {
    exchange = nil
    task = nil
    _ = server.bodies.change(from: heldBody, to: 0)
    heldBody = 0
  }
}
