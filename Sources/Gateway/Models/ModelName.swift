/// Names of models as clients and vendors write them.
enum ModelName {
  /// Endings by which a broker sells the same model on other terms. Any other word after a colon is part of the name,
  /// as in Ollama's tags.
  private static let terms: Set<Substring> = [
    "free", "nitro", "floor", "online", "extended", "exacto", "thinking", "beta",
  ]

  /// The name in lower case without what is around it: the vendor's path, a cloud's `us.anthropic.`, and endings such
  /// as `[1m]` and `:free`.
  static func bare(_ name: String) -> String {
    var bare = name.lowercased()[...]
    if let slash = bare.lastIndex(of: "/") { bare = bare[bare.index(after: slash)...] }
    if bare.hasSuffix("]"), let bracket = bare.lastIndex(of: "[") { bare = bare[..<bracket] }
    if let colon = bare.lastIndex(of: ":"), terms.contains(bare[bare.index(after: colon)...]) {
      bare = bare[..<colon]
    }
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
    if let vendor = parts.prefix(2).lastIndex(of: "anthropic") {
      return parts[(vendor + 1)...].joined(separator: ".")
    }
    return String(bare)
  }
}
