import Reactor

/// Calls backends over HTTP, by libcurl on the loop. Connections are kept and used again.
///
/// Redirects are not followed, certificates are always checked, and what is neither `http` nor `https` is refused. Calls that
/// are to stay on this machine and its network use no proxy, and share connections among themselves alone.
@LoopActor public final class CurlTransport {
  private let anywhere = CurlMulti(allowed: nil)
  private var nearby: CurlMulti?
  private let tokens = SessionTokens()

  /// What counts as this machine and its network. Calls under way go on as they began; no connection of theirs is used
  /// again once this is another.
  public var localAddresses: LocalAddresses {
    didSet { if localAddresses != oldValue { nearby = nil } }
  }

  /// A transport without connections.
  public init(localAddresses: LocalAddresses = LocalAddresses()) { self.localAddresses = localAddresses }

  /// Makes a call; returns when the final head is there.
  ///
  /// The response is closed when it is let go, read to its end or not. Cancelling the task closes the call at once.
  public func open(_ call: UpstreamCall) async throws(TransportError) -> TransportResponse {
    if let signed = call.signed {
      return try await tokens.open(call, signed) { [reach = call.reach] call async throws(TransportError) in
        // Asking for the token as well.
        var call = call
        call.reach = reach
        return try await self.send(call)
      }
    }
    return try await send(call)
  }

  private func send(_ call: UpstreamCall) async throws(TransportError) -> TransportResponse {
    let transfer = try multi(for: call.reach).start(call)
    return TransportResponse(try await transfer.awaitHead(), of: transfer)
  }

  private func multi(for reach: Reach) -> CurlMulti {
    guard case .local = reach else { return anywhere }
    let multi = nearby ?? CurlMulti(allowed: localAddresses)
    nearby = multi
    return multi
  }
}
