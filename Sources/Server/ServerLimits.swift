import Wire

/// How much a client may ask of the server, and how long it may take.
public struct ServerLimits: Sendable {
  /// Limits of a single request.
  public var http = HTTPLimits()
  /// Seconds from the first byte of a head to its last.
  public var headTimeout = 10
  /// Seconds a body may come without a byte, and seconds it has before `minBodyRate` is asked of it.
  public var bodyTimeout = 60
  /// Bytes a second a body has to come at on average.
  public var minBodyRate = 8 << 10
  /// Seconds a connection may be open without a request.
  public var idleTimeout = 120
  /// Seconds a client may leave an answer unread before it is given up.
  public var stallTimeout = 300
  /// Seconds from a complete request to the last byte of its answer, however steadily both sides make progress; then the
  /// answer is cut. The longest answers of today's models, at the pace of a slow machine, take some minutes.
  public var exchangeTimeout = 3_600
  /// Seconds a connection is still read from after its last answer, so that the client gets to see it.
  public var lingerTimeout = 1
  /// Seconds answers under way have when the server stops; then their handlers are cancelled.
  public var stopTimeout = 30
  /// Seconds those have to say so to their clients; then their connections are closed.
  public var cutTimeout = 2
  /// Connections at a time; more are answered 503.
  public var maxConnections = 1024
  /// Bytes of request bodies held for all connections together, and of what handlers make of them; a request beyond it is
  /// answered 503.
  public var maxBufferedBodies = 512 << 20
  /// Bytes of an answer waiting for the client at which its producer is to pause.
  public var highWater = 256 << 10
  /// Bytes of it at which the producer goes on.
  public var lowWater = 64 << 10

  /// The default limits.
  public init() {}
}
