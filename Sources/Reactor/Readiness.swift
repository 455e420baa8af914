import CSys

/// What a watched descriptor is ready for, or what one wants to hear of.
public struct Readiness: OptionSet, Sendable {
  /// The flags of `csys.h`.
  public let rawValue: UInt32

  /// A set of the flags of `csys.h`.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Bytes, a connection or the end of the stream can be read.
  public static let readable = Readiness(rawValue: UInt32(CSYS_READABLE))
  /// Bytes can be written.
  public static let writable = Readiness(rawValue: UInt32(CSYS_WRITABLE))
  /// The peer sends no more; bytes it sent before may still wait.
  public static let peerClosed = Readiness(rawValue: UInt32(CSYS_PEER_CLOSED))
  /// The connection was reset, or is closed both ways. Reported whether asked for or not.
  public static let failed = Readiness(rawValue: UInt32(CSYS_FAILED))
}
