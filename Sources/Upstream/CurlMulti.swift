import CCurl
import CCurlShim
import Reactor

/// One of libcurl's multi handles: calls under way, and the connections that are kept for the next.
///
/// A connection is used again whoever made it, and nobody asks then where it leads; so calls with another reach have a
/// multi handle of their own.
@LoopActor final class CurlMulti {
  // Handles cost about 70 KB each once used, most of it the receive buffer.
  private static let maxIdleHandles = 16
  private static let maxIdleConnections = 256

  private let multi: UnsafeMutableRawPointer
  private let sockets = CurlSockets()
  private let allowed: LocalAddresses?
  private var idleHandles: [CurlHandle] = []
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]

  /// A multi handle without connections.
  ///
  /// - Parameter allowed: the addresses its connections may lead to, for as long as it lives; nil lets them lead anywhere.
  init(allowed: LocalAddresses?) {
    Self.initialiseLibrary
    guard let multi = curl_multi_init() else { preconditionFailure("libcurl is out of memory") }
    self.multi = multi
    self.allowed = allowed
    let user = Unmanaged.passUnretained(sockets).toOpaque()
    ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, user)
    ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, user)
    ccurl_multi_set_socket(multi, curlWatchesSocket)
    ccurl_multi_set_timer(multi, curlSetsTimer)
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.maxIdleConnections)
    sockets.onReady = { [unowned self] in drive($0, $1) }
  }

  private static let initialiseLibrary: Void = {
    precondition(curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, "libcurl does not start")
  }()

  isolated deinit {
    // A running transfer holds this, so there is none; what is left are connections at rest.
    idleHandles = []
    sockets.onReady = { _, _ in }
    curl_multi_cleanup(multi)
  }

  /// Begins a call.
  func start(_ call: UpstreamCall) throws(TransportError) -> Transfer {
    let handle = idleHandles.popLast() ?? CurlHandle(sockets: sockets, allowed: allowed)
    let transfer = Transfer(call, on: handle, of: self)
    handle.prepare(call, for: transfer)
    running[handle.easy] = transfer
    let code = curl_multi_add_handle(multi, handle.easy)
    guard code == CURLM_OK else {
      release(transfer)
      throw .other(code: code.rawValue, text: String(cString: curl_multi_strerror(code)))
    }
    transfer.checkSilence()
    return transfer
  }

  private func drive(_ socket: Int32, _ events: Int32) {
    var count: Int32 = 0
    curl_multi_socket_action(multi, socket, events, &count)
    while let message = curl_multi_info_read(multi, &count) { finish(message) }
  }

  private func finish(_ message: UnsafeMutablePointer<CURLMsg>) {
    var easy: UnsafeMutableRawPointer?
    var code = CURLE_OK
    guard ccurl_is_done(message, &easy, &code) != 0, let easy, let transfer = running[easy] else { return }
    transfer.finish(code)
    release(transfer)
  }
}

// MARK: - For transfers

extension CurlMulti {
  /// Takes a transfer off libcurl, which closes its connection unless it is over.
  func release(_ transfer: Transfer) {
    let handle = transfer.handle
    guard running.removeValue(forKey: handle.easy) != nil else { return }
    curl_multi_remove_handle(multi, handle.easy)
    handle.release()
    if idleHandles.count < Self.maxIdleHandles { idleHandles.append(handle) }
  }

  /// Lets a paused transfer go on. Bytes that libcurl has kept arrive before this returns.
  func resume(_ transfer: Transfer) {
    curl_easy_pause(transfer.handle.easy, CURLPAUSE_CONT)
    // The end may have been kept as well, and no socket will tell of it.
    LoopActor.shared.loop.later { self.drive(CURL_SOCKET_TIMEOUT, 0) }
  }
}
