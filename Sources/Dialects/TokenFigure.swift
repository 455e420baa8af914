import Wire

extension UnsafeJSONValue {
  /// More tokens than anything can have counted. Sums of figures up to this one stay far from overflow, over all turns
  /// of a store too.
  private static let mostTokens = 1 << 40

  /// A number of tokens; nil for what cannot be one, however a backend came to report it.
  var tokens: Int? {
    guard let int, (0...Self.mostTokens).contains(int) else { return nil }
    return int
  }
}
