/// How far the connections of a call may lead.
public enum Reach: Sendable, Hashable {
  /// Anywhere.
  case anywhere
  /// To this machine and its network, and no further (`LocalAddresses`).
  case local
}
