/// How large a request may be. The defaults fit the largest an agent sends today several times over.
public struct HTTPLimits: Sendable {
  /// Bytes of the request line and header fields together, the empty line included; beyond it 431.
  public var maxHead = 64 << 10
  /// Header fields; beyond it 431.
  public var maxFields = 200
  /// Bytes of the body, chunk framing not counted; beyond it 413.
  public var maxBody = 32 << 20
  /// Bytes of the line before a chunk, its extensions included; beyond it 400.
  public var maxChunkLine = 256
  /// Bytes of all chunk extensions of a body together, which nobody reads; beyond it 400.
  public var maxChunkExtensions = 64 << 10
  /// Bytes of the trailer section after a chunked body; beyond it 431.
  public var maxTrailer = 8 << 10

  /// The default limits.
  public init() {}
}
