/// Whether an address is one of this machine's own, by its text alone: names are not looked up.
enum Loopback {
  /// Whether a URL's host is `localhost`, a name under it, 127.0.0.0/8, `::1` or the mapped form of either.
  static func isHost(of url: String) -> Bool {
    let host = host(of: url.lowercased())
    if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" { return true }
    return isIPv4(host) || host.hasPrefix("::ffff:") && isIPv4(host.dropFirst(7))
  }

  /// The host between scheme and port or path, without the brackets of IPv6.
  private static func host(of url: String) -> Substring {
    var rest = url[...]
    if let scheme = rest.firstIndex(of: ":"), rest[scheme...].hasPrefix("://") {
      rest = rest[rest.index(scheme, offsetBy: 3)...]
    }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let hostAndPort =
      authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    if hostAndPort.first == "[" { return hostAndPort.dropFirst().prefix { $0 != "]" } }
    return hostAndPort.prefix { $0 != ":" }
  }

  private static func isIPv4(_ host: Substring) -> Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
