import Glibc
import Synchronization

/// A server that plays a script on every connection it is offered, on blocking sockets and a thread each.
final class ScriptedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let accepted = Mutex(0)

  /// A server on a free port of the loopback.
  init(_ script: @escaping @Sendable (Peer) -> Void) {
    let (listener, port) = Self.listen(backlog: 128)
    self.listener = listener
    self.port = port
    startThread { [self] in serve(script) }
  }

  deinit { close(listener) }

  /// How many connections have been made.
  var connections: Int { accepted.withLock { $0 } }

  var url: String { "http://127.0.0.1:\(port)/v1/messages" }

  /// Takes no further connections.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve(_ script: @escaping @Sendable (Peer) -> Void) {
    while true {
      let fd = accept(listener, nil, nil)
      guard fd >= 0 else { return }
      let number = accepted.withLock { count in
        count += 1
        return count
      }
      startThread { script(Peer(fd: fd, number: number)) }
    }
  }

  /// A listening socket on a free port of the loopback.
  static func listen(backlog: Int32) -> (fd: Int32, port: UInt16) {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        precondition(bind(fd, address, length) == 0)
        precondition(Glibc.listen(fd, backlog) == 0)
        precondition(getsockname(fd, address, &length) == 0)
      }
    }
    return (fd, UInt16(bigEndian: address.sin_port))
  }
}

/// The server's end of one connection. Closed when the script lets go of it.
final class Peer {
  /// 1 for the first connection.
  let number: Int
  private let fd: Int32
  private var pending: [UInt8] = []

  init(fd: Int32, number: Int) {
    self.fd = fd
    self.number = number
    // A test that goes wrong must end: nothing waits for ever.
    limit(SO_RCVTIMEO, seconds: 120, microseconds: 0)
    set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
  }

  deinit { close(fd) }

  /// Reads a request with its body; nil when the client has hung up.
  func readRequest() -> String? {
    while true {
      let text = String(decoding: pending, as: UTF8.self)
      if let head = text.range(of: "\r\n\r\n") {
        let length = contentLength(in: text[..<head.lowerBound])
        let total = text[..<head.upperBound].utf8.count + length
        if pending.count >= total {
          defer { pending.removeFirst(total) }
          return String(decoding: pending[..<total], as: UTF8.self)
        }
      }
      guard readSome() else { return nil }
    }
  }

  /// Waits until the client closes the connection; true for an orderly or abrupt end, false if it never comes.
  func waitForClose() -> Bool {
    errno = 0
    while readSome() { pending = [] }
    return errno != EAGAIN
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Sends up to `bytes` and stops when the other side takes no more for a fifth of a second. Returns how many it took.
  func sendUntilStalled(_ bytes: [UInt8]) -> Int {
    set(SOL_SOCKET, SO_SNDBUF, 64 << 10)
    limit(SO_SNDTIMEO, seconds: 0, microseconds: 200_000)
    defer { limit(SO_SNDTIMEO, seconds: 120, microseconds: 0) }
    var sent = 0
    while sent < bytes.count {
      let end = min(sent + 16384, bytes.count)
      let count = bytes[sent..<end].withUnsafeBytes {
        Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    return sent
  }

  /// Ends the connection with a reset.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
  }

  private func readSome() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = recv(fd, &buffer, buffer.count, 0)
    if count > 0 { pending += buffer[..<count] }
    return count > 0
  }

  private func contentLength(in head: Substring) -> Int {
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
      return Int(line.dropFirst(15).filter { $0 != " " }) ?? 0
    }
    return 0
  }

  private func limit(_ option: Int32, seconds: Int, microseconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: microseconds)
    setsockopt(fd, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(fd, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }
}

/// Something a thread tells a test once.
final class Signal<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiting: CheckedContinuation<Value, Never>?
  }

  private let state = Mutex(State())

  func send(_ value: Value) {
    let waiting = state.withLock { state in
      state.value = value
      return state.waiting.take()
    }
    waiting?.resume(returning: value)
  }

  func wait() async -> Value {
    await withCheckedContinuation { continuation in
      let value = state.withLock { state in
        if state.value == nil { state.waiting = continuation }
        return state.value
      }
      if let value { continuation.resume(returning: value) }
    }
  }
}

private func startThread(_ body: @escaping @Sendable () -> Void) {
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let failure = pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, box.toOpaque())
  precondition(failure == 0)
  pthread_detach(thread)
}

private final class Box: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

extension StringProtocol {
  /// The first place of another text, without Foundation.
  fileprivate func range(of other: String) -> Range<Index>? {
    let bytes = Array(utf8)
    let wanted = Array(other.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      return utf8.index(
        utf8.startIndex, offsetBy: start)..<utf8.index(utf8.startIndex, offsetBy: start + wanted.count)
    }
    return nil
  }
}
