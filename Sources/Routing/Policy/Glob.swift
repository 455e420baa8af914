/// A pattern for names, in which `*` stands for any number of characters.
public enum Glob {
  /// Whether a name fits a pattern. Takes no longer than the product of their lengths.
  public static func matches(_ name: String, _ glob: String) -> Bool {
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

  /// Whether a name fits one of several patterns, upper and lower case being the same.
  static func anyMatches(_ name: String, _ globs: [String]) -> Bool {
    let name = name.lowercased()
    return globs.contains { matches(name, $0.lowercased()) }
  }
}
