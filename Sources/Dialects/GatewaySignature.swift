/// The signature of reasoning that no vendor signed.
///
/// Clients send reasoning back with the signature they were given, and a Claude model refuses a signature it did not
/// make. Ours is recognisable, so that such reasoning is taken out before a request goes to Anthropic.
enum GatewaySignature {
  /// How every signature of ours begins; no vendor's can, `:` is not a character of Base64.
  static let prefix: StaticString = "ctxgw:"
  /// The signature of reasoning that came without one.
  static let unsigned = "ctxgw:unsigned"

  /// Whether a signature is one of ours, which no vendor is shown.
  static func isOurs(_ signature: String) -> Bool { signature.hasPrefix(prefix.description) }
}
