import Conversations
import Wire

/// Who may speak to the gateway: the check of Host, Origin and token that every request passes first.
///
/// Host and Origin keep a web page in the user's browser from reaching the gateway (DNS rebinding, cross-site
/// posts); the token keeps other people out when the gateway listens on more than loopback.
struct AccessPolicy: Sendable {
  /// The gateway's own token; nil when none is asked for.
  private let token: SecretDigest?
  /// Names, besides `localhost` and address literals, under which the gateway may be addressed; in lower case.
  let allowedHosts: Set<String>

  init(token: String?, allowedHosts: [String]) {
    self.token = token.map(SecretDigest.init)
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
  ///
  /// Where the configuration has no token, nobody need show one; who does is known by it all the same, and turned away with
  /// one that is no longer good.
  ///
  /// - Parameter issued: looks an issued token up; nil for one that is not good.
  func admit(
    _ request: HTTPRequest, issued: (String) -> TokenGrant? = { _ in nil }
  ) throws(ClientError) -> Admission {
    let presented = PresentedTokens(in: request.fields, token: token, issued: issued)
    let isLetIn = token == nil || presented.isOperators || presented.grant != nil
    guard isLetIn, !presented.isBad else {
      // What is wrong with it is told to nobody who cannot read the log.
      throw ClientError(
        .authentication,
        "the gateway's token is missing, wrong or no longer good. Send it as x-ctxgw-token (Claude Code: "
          + "ANTHROPIC_CUSTOM_HEADERS), as a Bearer token or as x-api-key.",
        shouldRetry: false)
    }
    return Admission(presented)
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
}
