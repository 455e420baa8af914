import CCurl
import Reactor

// What libcurl calls. It does so on the loop's thread only, from inside `curl_multi_socket_action`, `curl_easy_pause`
// and their like. None of these functions calls back into libcurl: the objects behind them only take note.

/// A line of a head or trailer; anything but its size ends the transfer.
func curlHasHeaderLine(
  _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  nonisolated(unsafe) let line = UnsafeRawBufferPointer(start: start, count: size * count)
  let transfer = object(Transfer.self, user)
  return LoopActor.assume { transfer.receiveHeaderLine(line) } ? line.count : 0
}

/// A piece of the body; it comes again later if we pause.
func curlHasBytes(
  _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  nonisolated(unsafe) let bytes = UnsafeRawBufferPointer(start: start, count: size * count)
  let transfer = object(Transfer.self, user)
  return LoopActor.assume { transfer.receive(bytes) } ? bytes.count : Int(CURL_WRITEFUNC_PAUSE)
}

/// A connection needs a socket. The address is resolved: the place to refuse one.
func curlWantsSocket(
  _ user: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let address else { return CURL_SOCKET_BAD }
  let sockets = object(CurlSockets.self, user)
  let wanted = address.pointee
  return LoopActor.assume { sockets.open(wanted) }
}

/// A connection's socket is not needed any more.
func curlClosesSocket(_ user: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
  let sockets = object(CurlSockets.self, user)
  return LoopActor.assume { sockets.close(socket) }
}

/// A socket is to be watched, or not any more.
func curlWatchesSocket(
  _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ poll: Int32, _ user: UnsafeMutableRawPointer?,
  _ unused: UnsafeMutableRawPointer?
) -> Int32 {
  let sockets = object(CurlSockets.self, user)
  LoopActor.assume { sockets.watch(socket, for: poll) }
  return 0
}

/// libcurl wants to be called in a while.
func curlSetsTimer(_ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ user: UnsafeMutableRawPointer?)
  -> Int32
{
  let sockets = object(CurlSockets.self, user)
  LoopActor.assume { sockets.setTimer(milliseconds: milliseconds) }
  return 0
}

/// The object behind user data we gave to libcurl.
private func object<Object: AnyObject>(_ type: Object.Type, _ user: UnsafeMutableRawPointer?) -> Object {
  guard let user else { preconditionFailure("libcurl lost our user data") }
  return Unmanaged<Object>.fromOpaque(user).takeUnretainedValue()
}
