import Reactor

/// Takes connections on one address for the server.
@LoopActor final class Listener: EventHandler {
  // The connections there already must get their turn.
  private static let acceptsPerEvent = 64
  private static let pauseMilliseconds = 1_000

  private let listener: TCPListener
  // Strong: a server that listens lives until it is stopped.
  private let server: HTTPServer
  private let loop = LoopActor.shared.loop
  private var resumption: TimerID?
  private var isClosed = false

  /// The port it is bound to.
  var port: UInt16 { listener.port }

  /// Starts taking connections for a server.
  init(_ listener: consuming TCPListener, for server: HTTPServer) throws(SocketError) {
    self.listener = listener
    self.server = server
    try loop.watch(self.listener.descriptor, for: .readable, self)
  }

  func ready(_ readiness: Readiness) {
    for _ in 0..<Self.acceptsPerEvent where !isClosed {
      switch listener.accept() {
      case .connection(let socket): server.admit(socket)
      case .gone: continue
      case .none: return
      case .exhausted: return pause()
      }
    }
  }

  /// Takes no more connections.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    if let resumption { loop.cancelTimer(resumption) }
    loop.unwatch(listener.descriptor)
  }

  private func pause() {
    loop.setInterest(listener.descriptor, [])
    resumption = loop.after(milliseconds: Self.pauseMilliseconds) { [self] in
      resumption = nil
      loop.setInterest(listener.descriptor, .readable)
    }
  }
}
