import CCurl
import CCurlShim
import Reactor

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// libcurl's sockets and its timer, on the loop.
///
/// The socket of a connection that rests between two calls stays watched, which saves two system calls a call.
@LoopActor final class CurlSockets {
  private var watched: [Int32: WatchedSocket] = [:]
  /// Sockets of connections. libcurl has others, of its name look-ups, which it closes without telling; libcurl 7 closes
  /// those of attempts to connect in the same way when they fail or are given up.
  private var connections: Set<Int32> = []
  private var timer: TimerID?
  private var isDue = false
  /// Called when something is due: with a socket and what it is ready for, or with `CURL_SOCKET_TIMEOUT` and 0.
  var onReady: @LoopActor (_ socket: Int32, _ events: Int32) -> Void = { _, _ in }

  private var loop: EventLoop { LoopActor.shared.loop }

  /// Opens a connection's socket. libcurl connects it, to an address that was found good (`CurlHandle`).
  func open(_ address: curl_sockaddr) -> Int32 {
    let fd = socket(address.family, address.socktype, address.protocol)
    guard fd >= 0 else { return CURL_SOCKET_BAD }
    _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
    connections.insert(fd)
    // An attempt to connect had the same number and was closed without telling; libcurl may take one for the other.
    if let gone = watched[fd] { startWatching(fd, gone.interest) }
    return fd
  }

  /// Closes a connection's socket.
  func close(_ fd: Int32) -> Int32 {
    connections.remove(fd)
    forget(fd)
    #if canImport(Darwin)
      return Darwin.close(fd)
    #else
      return Glibc.close(fd)
    #endif
  }

  /// libcurl wants to hear of a socket, in its own words.
  func watch(_ fd: Int32, for poll: Int32) {
    switch poll {
    case CURL_POLL_REMOVE: rest(fd)
    case CURL_POLL_IN: watch(fd, .readable)
    case CURL_POLL_OUT: watch(fd, .writable)
    case CURL_POLL_INOUT: watch(fd, [.readable, .writable])
    default: watch(fd, [])
    }
  }

  /// libcurl wants to be called in this many milliseconds; -1 is never.
  func setTimer(milliseconds: Int) {
    if let timer { loop.cancelTimer(timer) }
    timer = nil
    if milliseconds > 0 {
      timer = loop.after(milliseconds: milliseconds) { self.timeIsUp() }
    } else if milliseconds == 0, !isDue {
      // Not from here: libcurl must not be called from inside its own callback.
      isDue = true
      loop.later { self.timeIsUp() }
    }
  }

  private func timeIsUp() {
    isDue = false
    onReady(CURL_SOCKET_TIMEOUT, 0)
  }
}

// MARK: - Watching

extension CurlSockets {
  private func watch(_ fd: Int32, _ interest: Readiness) {
    guard let socket = watched[fd] else { return startWatching(fd, interest) }
    socket.isResting = false
    change(socket, to: interest)
  }

  /// Returns false if the socket turns out to be closed.
  @discardableResult
  private func change(_ socket: WatchedSocket, to interest: Readiness) -> Bool {
    guard socket.interest != interest else { return true }
    socket.interest = interest
    return loop.setInterest(socket.fd, interest)
  }

  private func startWatching(_ fd: Int32, _ interest: Readiness) {
    let socket = WatchedSocket(fd, interest, in: self)
    watched[fd] = socket
    // If the system refuses, the call ends by its own limit on silence; to tell libcurl would end every other call too.
    do throws(SocketError) { try loop.watch(fd, for: interest, socket) } catch { watched[fd] = nil }
  }

  private func rest(_ fd: Int32) {
    guard let socket = watched[fd] else { return }
    guard connections.contains(fd), change(socket, to: .readable) else {
      connections.remove(fd)
      return forget(fd)
    }
    socket.isResting = true
  }

  private func forget(_ fd: Int32) {
    if watched.removeValue(forKey: fd) != nil { loop.unwatch(fd) }
  }

  fileprivate func isReady(_ socket: WatchedSocket, _ readiness: Readiness) {
    // A resting connection's peer has hung up or speaks out of turn. libcurl sees that when it next looks at the
    // connection; until then one report is enough.
    if socket.isResting { return forget(socket.fd) }
    var events: Int32 = 0
    if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
    if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
    if readiness.contains(.failed) { events |= CURL_CSELECT_IN | CURL_CSELECT_ERR }
    onReady(socket.fd, events)
  }
}

/// A socket of libcurl's that the loop watches.
@LoopActor private final class WatchedSocket: EventHandler {
  let fd: Int32
  var interest: Readiness
  /// Whether it belongs to a connection between two calls.
  var isResting = false
  private unowned let sockets: CurlSockets

  init(_ fd: Int32, _ interest: Readiness, in sockets: CurlSockets) {
    self.fd = fd
    self.interest = interest
    self.sockets = sockets
  }

  func ready(_ readiness: Readiness) { sockets.isReady(self, readiness) }
}
