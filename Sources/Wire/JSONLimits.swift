/// How much of a JSON text the parser accepts before it refuses the text.
public struct JSONLimits: Sendable {
  /// Deepest nesting of arrays and objects; `[[1]]` is two deep.
  public var maxDepth: Int
  /// Most values in one text, where the keys of objects count as values too. Each costs 16 bytes of memory.
  public var maxValues: Int

  /// Limits that real requests of coding agents stay far below: 256 deep, 4,000,000 values.
  public init(maxDepth: Int = 256, maxValues: Int = 4_000_000) {
    self.maxDepth = maxDepth
    self.maxValues = maxValues
  }
}
