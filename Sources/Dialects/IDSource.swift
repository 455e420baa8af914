/// Where ids of our own making come from: chance, or in a test a counter.
public struct IDSource: Sendable {
  private let makeBody: @Sendable () -> String

  /// Ids whose bodies come from `makeBody`.
  public init(_ makeBody: @escaping @Sendable () -> String) { self.makeBody = makeBody }

  /// Ids with 128 random bits.
  public static let random = IDSource {
    Base62.encode(high: UInt64.random(in: 0 ... .max), low: UInt64.random(in: 0 ... .max))
  }

  /// The next id: `prefix`, then 22 characters of base 62. Claude Code merges messages that share an id and loses
  /// one of two tool calls that do, so an id is made once and never twice.
  public func next(_ prefix: String) -> String { prefix + makeBody() }
}
