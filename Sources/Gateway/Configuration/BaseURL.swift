/// The URL below which a backend's paths lie.
enum BaseURL {
  /// The URL without trailing slashes; nil unless it is http or https with a host, and with nothing that a path cannot
  /// be appended to or that would carry a password.
  static func read(_ text: String) -> String? {
    let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
    guard let scheme, isPlain(text) else { return nil }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    guard isAuthority(authority) else { return nil }
    var path = rest[authority.endIndex...]
    while path.last == "/" { path.removeLast() }
    return scheme + authority + path
  }

  /// Visible ASCII without the signs that begin a query or a fragment or end a user's name.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      (33...126).contains(byte) && !"?#@\\\"<>^`{|}".utf8.contains(byte)
    }
  }

  private static func isAuthority(_ authority: Substring) -> Bool {
    guard authority.hasPrefix("[") else { return isHostAndPort(authority) }
    guard let close = authority.firstIndex(of: "]") else { return false }
    let port = authority[authority.index(after: close)...]
    return ListenAddress("\(authority[...close]):1") != nil && (port.isEmpty || isPort(port))
  }

  private static func isHostAndPort(_ authority: Substring) -> Bool {
    let host = authority.prefix { $0 != ":" }
    let port = authority[host.endIndex...]
    return !host.isEmpty && (port.isEmpty || isPort(port))
  }

  private static func isPort(_ text: Substring) -> Bool {
    guard text.first == ":", let port = UInt16(text.dropFirst()) else { return false }
    return port > 0
  }
}
