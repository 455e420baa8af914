/// The name under which a local model is offered to clients that list only Claude models.
public enum LocalAlias {
  /// How every alias begins.
  public static let prefix = "claude-local-"

  /// The alias of a local model: the prefix and its id in lower case, with `-` for what an id may not hold.
  public static func alias(of id: String) -> String {
    let slug = id.lowercased().unicodeScalars.map { scalar in
      switch scalar {
      case "a"..."z", "0"..."9", ".", "_", "-": Character(scalar)
      default: Character("-")
      }
    }
    return prefix + String(slug)
  }

  /// Whether a name can only be that of a local model.
  public static func isAlias(_ name: String) -> Bool { name.hasPrefix(prefix) }

  /// Whether it is worth asking local servers once more for a model that none has listed: not for an id of the vendor's
  /// own family, which every request of Claude Code carries.
  public static func mayBeLocal(_ name: String) -> Bool { isAlias(name) || !name.hasPrefix("claude-") }
}
