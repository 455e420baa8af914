import Conversations
import Wire

/// Who may speak to the gateway: the check of Host, Origin and token that every request passes first.
///
/// Host and Origin keep a web page in the user's browser from reaching the gateway (DNS rebinding, cross-site
/// posts); the token keeps other people out when the gateway listens on more than loopback.
struct AccessPolicy: Sendable {
  /// The gateway's own token; nil when none is asked for.
  let token: [UInt8]?
  /// Names, besides `localhost` and address literals, under which the gateway may be addressed; in lower case.
  let allowedHosts: Set<String>

  init(token: String?, allowedHosts: [String]) {
    self.token = token.map { Array($0.utf8) }
    self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
  }

  /// Checks where a request comes from, whoever sends it.
  func checkOrigin(_ fields: HTTPFields) throws(ClientError) {
    let host = fields["host"].flatMap(Self.name(ofAuthority:))
    if fields.contains("host"), !isOwnName(host) {
      throw ClientError(
        .permission,
        "the gateway is not called '\(fields["host"] ?? "")'. Address it as localhost, or add the name to server.allowed_hosts."
      )
    }
    if let origin = fields["origin"], !isOwnPage(Self.name(ofOrigin: origin), addressing: host) {
      throw ClientError(.permission, "requests from pages of '\(origin)' are not taken")
    }
    if fields["sec-fetch-site"] == "cross-site" {
      throw ClientError(.permission, "requests from pages of other sites are not taken")
    }
  }

  /// Checks the gateway's token and takes it out of the request, so that it is never forwarded.
  func admit(_ request: HTTPRequest) throws(ClientError) -> Admission {
    var fields = request.fields
    fields.removeAll(named: "x-ctxgw-token")
    guard let token else { return Admission(fields: fields) }
    let byName = request.fields.values(of: "x-ctxgw-token").contains { isEqual($0, to: token) }
    let byBearer = fields.values(of: "authorization").contains { isEqual(Self.bearer(in: $0), to: token) }
    let byKey = fields.values(of: "x-api-key").contains { isEqual($0, to: token) }
    guard byName || byBearer || byKey else {
      throw ClientError(
        .authentication,
        "the gateway's token is missing or wrong. Send it as x-ctxgw-token (Claude Code: ANTHROPIC_CUSTOM_HEADERS), "
          + "as a Bearer token or as x-api-key.",
        shouldRetry: false)
    }
    // Also where it stands beside one that would have done: what remains is shown to vendors.
    if byBearer { fields.removeAll(named: "authorization") }
    if byKey { fields.removeAll(named: "x-api-key") }
    return Admission(fields: fields)
  }

  /// Address literals are safe: a page can only reach them as what they are, never by a name it controls.
  private func isOwnName(_ name: String?) -> Bool {
    guard let name, !name.isEmpty else { return false }
    return name == "localhost" || Self.isAddressLiteral(name) || allowedHosts.contains(name)
  }

  /// A page may well come from an address literal that is somebody else's, so of those only this machine's own count,
  /// and the one under which the gateway is addressed.
  private func isOwnPage(_ name: String?, addressing host: String?) -> Bool {
    guard let name, !name.isEmpty else { return false }
    return name == host || allowedHosts.contains(name) || ListenAddress("\(name):0")?.isLoopback == true
  }

  private static func isAddressLiteral(_ name: String) -> Bool {
    if name.hasPrefix("["), name.hasSuffix("]") { return true }
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
  }

  /// The name in `name[:port]` or `[address][:port]`, in lower case.
  private static func name(ofAuthority authority: String) -> String? {
    let authority = authority.lowercased()
    if authority.hasPrefix("[") {
      return authority.firstIndex(of: "]").map { String(authority[...$0]) }
    }
    return String(Substring(authority.utf8.prefix { $0 != UInt8(ascii: ":") }))
  }

  /// The name in `scheme://name[:port]`, in lower case; nil for `null` and everything else that names no host.
  private static func name(ofOrigin origin: String) -> String? {
    for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
      return name(ofAuthority: String(origin.dropFirst(scheme.count)))
    }
    return nil
  }

  private static func bearer(in value: String) -> String {
    let words = value.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return "" }
    return String(words[1].drop { $0 == " " })
  }

  /// Compares in a time that depends on the length of what was sent, and on nothing of the token.
  private func isEqual(_ candidate: String, to token: [UInt8]) -> Bool {
    var difference = UInt8(candidate.utf8.count == token.count ? 0 : 1)
    for (index, byte) in candidate.utf8.enumerated() {
      difference |= byte ^ token[index % token.count]
    }
    return difference == 0
  }
}

/// A request that may come in.
struct Admission: Sendable {
  /// Its header fields without the gateway's own token.
  let fields: HTTPFields

  /// Whether the client sent a key or login of its own, besides the gateway's token.
  var hasClientCredentials: Bool {
    fields.contains("authorization") || fields.contains("x-api-key")
  }
}
