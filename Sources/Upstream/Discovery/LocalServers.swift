/// The servers that are looked for on this machine without being configured.
public enum LocalServers {
  /// Their usual addresses, in the order in which their models are preferred, which is that of the table.
  public static func usual(of table: BackendTable) -> [Backend] {
    table.kinds.flatMap { kind in
      kind.lookedForAt.map { url in
        let port = url.split(separator: ":").last.map { "-\($0)" } ?? ""
        return Backend(name: url == kind.url ? kind.name : kind.name + port, kind: kind, url: url)
      }
    }
  }

  /// Those whose name and address no configured backend has.
  public static func usual(of table: BackendTable, besides configured: [Backend]) -> [Backend] {
    usual(of: table).filter { server in
      !configured.contains { $0.name == server.name || isSameAddress($0.url, server.url) }
    }
  }

  /// Whether a configured address is the loopback address `usual`, which ends with its port.
  private static func isSameAddress(_ configured: String, _ usual: String) -> Bool {
    guard Loopback.isHost(of: configured), let port = usual.lastIndex(of: ":") else { return false }
    let authority = configured.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
    return authority?.hasSuffix(usual[port...]) == true
  }
}
