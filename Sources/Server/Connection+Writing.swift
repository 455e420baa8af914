import Reactor
import Wire

/// Output, gathered and written once per event batch.
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

  /// Sends a text that belongs to no answer.
  func send(_ text: StaticString) {
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

  /// Writes what the client takes now.
  func flush() {
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
