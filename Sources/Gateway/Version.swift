/// The version of everything in this package.
public enum Version {
  /// By semantic versioning; the newest heading of CHANGELOG.md names the same.
  public static let current = "0.1.0"
}
