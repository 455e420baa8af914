import CSys

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A socket that takes connections on one address, closed with its owner.
public struct TCPListener: ~Copyable {
  /// What came of accepting.
  public enum Outcome: ~Copyable {
    /// A connection.
    case connection(TCPSocket)
    /// Nobody is waiting.
    case none
    /// One that was waiting has gone; there may be others.
    case gone
    /// The process or the system is out of descriptors or memory. The connection keeps waiting and the listener
    /// stays readable: asking again at once would spin.
    case exhausted
  }

  // Connections that wait for the loop; the system's own limit may be lower.
  private static let backlog: Int32 = 1024

  /// The system's number for it.
  public let descriptor: Int32
  /// The port it is bound to.
  public let port: UInt16

  /// Listens on an IPv4 or IPv6 address or "localhost" (127.0.0.1). Port 0 lets the system choose one.
  public init(host: String, port: UInt16) throws(SocketError) {
    let attempt = "listen on \(host.contains(":") ? "[\(host)]" : host):\(port)"
    descriptor = csys_listen(host == "localhost" ? "127.0.0.1" : host, port, Self.backlog)
    guard descriptor >= 0 else { throw .last(attempt) }
    let bound = csys_bound_port(descriptor)
    guard bound >= 0 else {
      let error = SocketError.last(attempt)
      close(descriptor)
      throw error
    }
    self.port = UInt16(bound)
  }

  deinit { close(descriptor) }

  /// Takes the next connection.
  public borrowing func accept() -> Outcome {
    let connection = csys_accept(descriptor)
    return connection >= 0 ? .connection(TCPSocket(owning: connection)) : Self.outcome(ofError: errno)
  }

  /// What an error of accept(2) means for the next attempt.
  static func outcome(ofError code: Int32) -> Outcome {
    switch code {
    case EAGAIN, EWOULDBLOCK: .none
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: .exhausted
    // Among them errors of the network that concern only the connection that waited.
    default: .gone
    }
  }
}
