/// The servers that are looked for on this machine without being configured.
public enum LocalServers {
  /// Their usual addresses, in the order in which their models are preferred. llama.cpp's server is moving from port
  /// 8080 to 9931; Ollama comes last: unlike the others, what it has loaded is seldom what somebody chose to.
  public static let usual = [
    Backend(name: "lmstudio", kind: .lmstudio),
    Backend(name: "llama-server", kind: .llamaServer),
    Backend(name: "llama-server-9931", kind: .llamaServer, url: "http://127.0.0.1:9931"),
    Backend(name: "ollama", kind: .ollama),
  ]

  /// Those whose name and address no configured backend has.
  public static func usual(besides configured: [Backend]) -> [Backend] {
    usual.filter { server in
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
