import CCurl
import Reactor

// What libcurl calls. It does so on the loop's thread only, from inside `curl_multi_socket_action`, `curl_easy_pause`
// and their like. None of these functions calls back into libcurl: the objects behind them only take note.

/// A line of a head or trailer; anything but its size ends the transfer.
func curlHasHeaderLine(
  _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  let line = UnsafeRawBufferPointer(start: start, count: size * count)
  let transfer = object(Transfer.self, user)
  return LoopActor.assume((transfer, line)) { $0.receiveHeaderLine($1) } ? line.count : 0
}

/// A piece of the body; it comes again later if we pause.
func curlHasBytes(
  _ start: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  let bytes = UnsafeRawBufferPointer(start: start, count: size * count)
  let transfer = object(Transfer.self, user)
  return LoopActor.assume((transfer, bytes)) { $0.receive($1) } ? bytes.count : Int(CURL_WRITEFUNC_PAUSE)
}

/// A connection needs a socket. The address is resolved: the place to refuse one.
///
/// It is asked for by the handle whose call opens the connection, and so in the name of that call; a connection that is
/// kept asks no more.
func curlWantsSocket(
  _ user: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let address else { return CURL_SOCKET_BAD }
  let handle = object(CurlHandle.self, user)
  return LoopActor.assume((handle, address.pointee, IPAddress(address))) { $0.open($1, at: $2) }
}

/// A connection's socket is not needed any more.
func curlClosesSocket(_ user: UnsafeMutableRawPointer?, _ socket: curl_socket_t) -> Int32 {
  let sockets = object(CurlSockets.self, user)
  return LoopActor.assume((sockets, socket)) { $0.close($1) }
}

/// A socket is to be watched, or not any more.
func curlWatchesSocket(
  _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ poll: Int32, _ user: UnsafeMutableRawPointer?,
  _ unused: UnsafeMutableRawPointer?
) -> Int32 {
  let sockets = object(CurlSockets.self, user)
  LoopActor.assume((sockets, socket, poll)) { $0.watch($1, for: $2) }
  return 0
}

/// libcurl wants to be called in a while.
func curlSetsTimer(_ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ user: UnsafeMutableRawPointer?)
  -> Int32
{
  let sockets = object(CurlSockets.self, user)
  LoopActor.assume((sockets, milliseconds)) { $0.setTimer(milliseconds: $1) }
  return 0
}

/// The object behind user data we gave to libcurl.
private func object<Object: AnyObject>(_ type: Object.Type, _ user: UnsafeMutableRawPointer?) -> Object {
  guard let user else { preconditionFailure("libcurl lost our user data") }
  return Unmanaged<Object>.fromOpaque(user).takeUnretainedValue()
}
