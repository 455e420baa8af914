import Reactor
import Wire

/// Requests, read out of what comes.
extension Connection {
  // A connection with much to say must not keep the others waiting.
  private static let readsPerEvent = 4

  /// Reads what has come, and acts on it.
  func receive() {
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
  func process() {
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
}
