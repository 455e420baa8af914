import Wire

/// The gateway's tokens among a request's header fields, wherever they stand.
struct PresentedTokens {
  /// Whether the configuration's token was shown.
  private(set) var isOperators = false
  /// The issued token that was shown; nil where none was, or none is good.
  private(set) var grant: TokenGrant?
  /// Whether what was shown says that it is an issued token and is none that is good.
  var isBad: Bool { wasClaimed && grant == nil && !isOperators }
  /// The fields without those in which a token was found. It is taken out too where it stands beside one that would have
  /// done, and where it lets nobody in: what remains is shown to vendors.
  private(set) var remainder: HTTPFields
  private var wasClaimed = false

  /// Looks through a request's fields.
  ///
  /// - Parameters:
  ///   - token: the configuration's token; nil when there is none.
  ///   - issued: looks an issued token up.
  init(in fields: HTTPFields, token: SecretDigest?, issued: (String) -> TokenGrant?) {
    remainder = fields
    remainder.removeAll(named: "x-ctxgw-token")
    for value in fields.values(of: "x-ctxgw-token") { _ = admit(value, token, issued) }
    // Every value is looked at, whatever the first one was.
    let bearers = fields.values(of: "authorization").map { value in
      let text = String(value.split(separator: " ").last ?? "")
      return Self.isBearer(value) ? admit(text, token, issued) : Self.isToken(text, token)
    }
    if bearers.contains(true) { remainder.removeAll(named: "authorization") }
    if fields.values(of: "x-api-key").map({ admit($0, token, issued) }).contains(true) {
      remainder.removeAll(named: "x-api-key")
    }
    for name in ["api-key", "x-goog-api-key"] as [StaticString]
    where fields.values(of: name).contains(where: { Self.isToken($0, token) }) {
      remainder.removeAll(named: name)
    }
  }

  /// Lets in whoever shows a token where one is asked for; returns whether it is one.
  private mutating func admit(_ text: String, _ token: SecretDigest?, _ issued: (String) -> TokenGrant?)
    -> Bool
  {
    if token?.matches(text) == true {
      isOperators = true
    } else if AccessToken.isClaimed(by: text) {
      wasClaimed = true
      grant = grant ?? issued(text)
    } else {
      return false
    }
    return true
  }

  private static func isBearer(_ value: String) -> Bool {
    value.prefix { $0 != " " }.lowercased() == "bearer"
  }

  private static func isToken(_ text: String, _ token: SecretDigest?) -> Bool {
    token?.matches(text) == true || AccessToken.isClaimed(by: text)
  }
}
