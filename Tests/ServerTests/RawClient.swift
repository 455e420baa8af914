import Glibc
import Testing

/// A client that sends just the bytes it is told to, over a real socket. Every wait of it ends after two minutes, which a busy machine may need.
final class RawClient: Sendable {
  /// A call of the system that failed.
  struct Failure: Error, Equatable {
    var code: Int32
  }

  private let socket: Int32

  /// Connects to a port of this machine.
  init(port: UInt16, address: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    try #require(getaddrinfo(address, String(port), &hints, &found) == 0)
    defer { freeaddrinfo(found) }
    let target = try #require(found?.pointee)
    socket = Glibc.socket(target.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 120, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    if var receiveBuffer {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    guard connect(socket, target.ai_addr, target.ai_addrlen) == 0 else { throw Failure(code: errno) }
  }

  deinit { close(socket) }

  /// Sends everything, or as much as the server lets it.
  func send(_ bytes: some Sequence<UInt8>) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest.removeFirst(count)
    }
  }

  /// Sends a text.
  func send(_ text: String) {
    send(text.utf8)
  }

  /// Ends the sending side.
  func finishSending() {
    shutdown(socket, Int32(SHUT_WR))
  }

  /// Ends the connection with a reset.
  func reset() {
    var none = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
    // The descriptor stays taken until the client goes, so that no other test is given it meanwhile.
    let unconnected = open("/dev/null", O_RDONLY)
    dup2(unconnected, socket)
    close(unconnected)
  }

  /// How a connection ended.
  enum End: Equatable {
    case closed, reset, silent
  }

  /// Receives until the server closes.
  func receiveAll() -> (bytes: [UInt8], end: End) {
    var received: [UInt8] = []
    while true {
      switch receive() {
      case .success(let bytes) where bytes.isEmpty: return (received, .closed)
      case .success(let bytes): received += bytes
      case .failure(let error): return (received, error.code == ECONNRESET ? .reset : .silent)
      }
    }
  }

  /// Receives until what has come ends with a text.
  func receive(until ending: String) -> String {
    var received: [UInt8] = []
    while !received.reversed().starts(with: ending.utf8.reversed()) {
      guard case .success(let bytes) = receive(atMost: 1), !bytes.isEmpty else { break }
      received += bytes
    }
    return String(decoding: received, as: UTF8.self)
  }

  private func receive(atMost count: Int = 65_536) -> Result<[UInt8], Failure> {
    var space = [UInt8](repeating: 0, count: count)
    let received = recv(socket, &space, count, 0)
    return received < 0 ? .failure(Failure(code: errno)) : .success(Array(space[..<received]))
  }
}
