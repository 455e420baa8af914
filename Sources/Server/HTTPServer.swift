import Reactor
import Wire

/// An HTTP/1.1 server: takes connections, reads strictly, and has every request answered by one handler.
///
/// It knows nothing of what is asked. Everything about it is on the loop.
@LoopActor public final class HTTPServer {
  /// Answers one request, in a task of its own, which is cancelled when the client hangs up. An exchange left
  /// unfinished is aborted.
  public typealias Handler = @LoopActor @Sendable (ServerExchange) async -> Void
  /// Words the answer to a request that is refused before any handler sees it.
  public typealias Refusal = @LoopActor (HTTPFramingError) -> (head: HTTPResponseHead, body: [UInt8])

  private static let sweepMilliseconds = 1_000
  // Beyond the limit so many connections at a time are told so; the rest are closed without a word.
  private static let refusedConnections = 64

  /// How much a client may ask. Changes hold for connections that come from then on, and where they are about time for all.
  public var limits: ServerLimits
  let handler: Handler
  let refusal: Refusal
  var bodies: BodyBudget
  private(set) var isStopping = false

  private let loop = LoopActor.shared.loop
  private var listeners: [Listener] = []
  private var connections: [ObjectIdentifier: Connection] = [:]
  private var sweepTimer: TimerID?
  private var stopWaiters: [CheckedContinuation<Void, Never>] = []

  /// A server that listens nowhere yet.
  public init(
    limits: ServerLimits = ServerLimits(), refusal: @escaping Refusal = plainRefusal,
    handler: @escaping Handler
  ) {
    self.limits = limits
    self.refusal = refusal
    self.handler = handler
    bodies = BodyBudget(limit: limits.maxBufferedBodies)
  }

  /// The refusal as a line of text.
  public static func plainRefusal(_ error: HTTPFramingError) -> (head: HTTPResponseHead, body: [UInt8]) {
    var fields = HTTPFields()
    fields.append("content-type", "text/plain; charset=utf-8")
    return (HTTPResponseHead(status: error.status, fields: fields), Array("\(error.reason)\n".utf8))
  }

  /// Takes connections on an IPv4 or IPv6 address or "localhost", and returns the port; 0 lets the system choose it.
  /// May be called for several addresses.
  @discardableResult
  public func listen(host: String, port: UInt16) throws(SocketError) -> UInt16 {
    let listener = try Listener(TCPListener(host: host, port: port), for: self)
    listeners.append(listener)
    return listener.port
  }

  /// Takes no more connections, and lets answers under way finish for `stopTimeout`; requests that have begun to come count
  /// among them. Then their handlers are cancelled, and what is left after `cutTimeout` is cut. Returns when the last
  /// connection is closed.
  public func stop() async {
    isStopping = true
    for listener in listeners { listener.close() }
    listeners = []
    for connection in Array(connections.values) { connection.windDown() }
    let patience = loop.after(milliseconds: limits.stopTimeout * 1_000) { [self] in
      for connection in Array(connections.values) { connection.cutShort() }
    }
    let end = loop.after(milliseconds: (limits.stopTimeout + limits.cutTimeout) * 1_000) { [self] in
      for connection in Array(connections.values) { connection.close() }
    }
    await lastConnectionClosed()
    loop.cancelTimer(patience)
    loop.cancelTimer(end)
    if let sweepTimer { loop.cancelTimer(sweepTimer) }
    sweepTimer = nil
  }

  private func lastConnectionClosed() async {
    await withCheckedContinuation { continuation in
      if connections.isEmpty { continuation.resume() } else { stopWaiters.append(continuation) }
    }
  }
}

// MARK: - Connections

extension HTTPServer {
  /// Takes over a connection, if only to refuse it.
  func admit(_ socket: consuming TCPSocket) {
    guard connections.count < limits.maxConnections + Self.refusedConnections else { return }
    let isFull = connections.count >= limits.maxConnections
    let connection = Connection(socket, of: self)
    do throws(SocketError) {
      try connection.open()
    } catch {
      // The system cannot watch one more. Closing is all that can be said to the client.
      return
    }
    connections[ObjectIdentifier(connection)] = connection
    if isFull { connection.refuse(HTTPFramingError(status: 503, reason: "too many connections at a time")) }
    scheduleSweep()
  }

  /// Forgets a connection that has closed.
  func connectionClosed(_ connection: Connection) {
    connections[ObjectIdentifier(connection)] = nil
    guard connections.isEmpty else { return }
    for waiter in stopWaiters { waiter.resume() }
    stopWaiters = []
  }

  /// Acts on whatever has taken too long by a time.
  func sweep(at now: UInt64) {
    for connection in Array(connections.values) { connection.sweep(at: now) }
  }

  /// One coarse sweep serves all connections, as long as there are any.
  private func scheduleSweep() {
    guard sweepTimer == nil, !connections.isEmpty else { return }
    sweepTimer = loop.after(milliseconds: Self.sweepMilliseconds) { [self] in
      sweepTimer = nil
      sweep(at: loop.now)
      scheduleSweep()
    }
  }
}
