import CSys

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A connected, non-blocking stream socket, closed with its owner.
public struct TCPSocket: ~Copyable {
  /// What came of a read or write.
  public enum Outcome: Sendable, Equatable {
    /// So many bytes went through, at least one.
    case moved(Int)
    /// Nothing can go through now; the loop will tell when.
    case wouldBlock
    /// A read met the end of the stream.
    case ended
    /// The connection is broken.
    case failed
  }

  /// The system's number for it; -1 once closed.
  public private(set) var descriptor: Int32

  /// Takes over a descriptor.
  public init(owning descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    if descriptor >= 0 { _ = systemClose(descriptor) }
  }

  /// Reads what has arrived, at most what `space` holds, which must not be empty.
  public borrowing func read(into space: UnsafeMutableRawBufferPointer) -> Outcome {
    precondition(!space.isEmpty)
    while true {
      let count = recv(descriptor, space.baseAddress, space.count, 0)
      if count > 0 { return .moved(count) }
      if count == 0 { return .ended }
      if errno != EINTR { return Self.failure(errno) }
    }
  }

  /// Writes as much of `bytes` as the system takes; of none there is nothing to write.
  public borrowing func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    precondition(!bytes.isEmpty)
    while true {
      let count = send(descriptor, bytes.baseAddress, bytes.count, 0)
      if count > 0 { return .moved(count) }
      if count == 0 || errno != EINTR { return Self.failure(errno) }
    }
  }

  /// Tells the peer that nothing more comes; reading goes on.
  public borrowing func finishWriting() {
    _ = shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Closes with a reset, which no peer can take for the end of an answer.
  public mutating func reset() {
    _ = csys_reset_on_close(descriptor)
    close()
  }

  /// Closes. What the system has taken is still sent.
  public mutating func close() {
    guard descriptor >= 0 else { return }
    _ = systemClose(descriptor)
    descriptor = -1
  }

  private static func failure(_ code: Int32) -> Outcome {
    code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed
  }
}

// Inside the type `close` is the method.
private func systemClose(_ descriptor: Int32) -> Int32 {
  close(descriptor)
}
