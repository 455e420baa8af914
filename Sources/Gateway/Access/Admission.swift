import Wire

/// A request that may come in.
struct Admission: Sendable {
  /// Its header fields without the gateway's own tokens.
  let fields: HTTPFields
  /// The issued token that was shown; nil for none, and for the one of the configuration.
  let grant: TokenGrant?

  /// An admission.
  init(fields: HTTPFields, grant: TokenGrant? = nil) {
    self.fields = fields
    self.grant = grant
  }

  /// What remains of a request whose tokens were found good.
  init(_ presented: PresentedTokens) {
    self.init(fields: presented.remainder, grant: presented.isOperators ? nil : presented.grant)
  }

  /// Whether the client sent a key or login of its own, besides the gateway's token.
  var hasClientCredentials: Bool { fields.contains("authorization") || fields.contains("x-api-key") }

  /// The name of the issued token, by which its use is recorded.
  var tokenName: String? { grant?.name }

  /// The policy that the issued token's requests follow; nil for the one of the configuration.
  var policy: String? { grant?.policy }
}
