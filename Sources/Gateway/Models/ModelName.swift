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

  /// Whether a name fits a glob, in which `*` stands for any number of characters.
  static func matches(_ name: String, _ glob: String) -> Bool {
    let (name, glob) = (Array(name.utf8), Array(glob.utf8))
    var (place, next) = (0, 0)
    var star: (glob: Int, name: Int)?
    while place < name.count {
      if next < glob.count, glob[next] == UInt8(ascii: "*") {
        star = (next, place)
        next += 1
      } else if next < glob.count, glob[next] == name[place] {
        (place, next) = (place + 1, next + 1)
      } else if let last = star {
        // The star takes one character more, and the rest is tried again.
        star = (last.glob, last.name + 1)
        (place, next) = (last.name + 1, last.glob + 1)
      } else {
        return false
      }
    }
    return glob[next...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
