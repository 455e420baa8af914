import CCurl
import CCurlShim
import Reactor

/// Calls backends over HTTP, by libcurl on the loop. Connections are kept and used again.
///
/// Redirects are not followed, certificates are always checked, and what is neither `http` nor `https` is refused.
@LoopActor public final class CurlTransport {
  // Handles cost about 70 KB each once used, most of it the receive buffer.
  private static let maxIdleHandles = 16
  private static let maxIdleConnections = 256

  private let multi: UnsafeMutableRawPointer
  private let sockets = CurlSockets()
  private let tokens = SessionTokens()
  private var idleHandles: [CurlHandle] = []
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]

  /// A transport without connections.
  public init() {
    Self.initialiseLibrary
    guard let multi = curl_multi_init() else { preconditionFailure("libcurl is out of memory") }
    self.multi = multi
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
    // A running transfer holds the transport, so there is none; what is left are connections at rest.
    idleHandles = []
    sockets.onReady = { _, _ in }
    curl_multi_cleanup(multi)
  }

  /// Makes a call; returns when the final head is there.
  ///
  /// The response is closed when it is let go, read to its end or not. Cancelling the task closes the call at once.
  public func open(_ call: UpstreamCall) async throws(TransportError) -> TransportResponse {
    if let signed = call.signed {
      return try await tokens.open(call, signed) { (call) async throws(TransportError) in
        try await self.send(call)
      }
    }
    return try await send(call)
  }

  private func send(_ call: UpstreamCall) async throws(TransportError) -> TransportResponse {
    let transfer = try start(call)
    return TransportResponse(try await transfer.awaitHead(), of: transfer)
  }
}

// MARK: - For transfers

extension CurlTransport {
  private func start(_ call: UpstreamCall) throws(TransportError) -> Transfer {
    let handle = idleHandles.popLast() ?? CurlHandle(sockets: sockets)
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
