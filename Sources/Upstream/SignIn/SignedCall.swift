/// What a call to a backend needs to show a token that the vendor gives out for a login.
public struct SignedCall: Sendable, Equatable {
  /// Where the token comes from.
  public var signIn: SignIn
  /// The login; nil where nobody has signed in.
  public var login: Credential?
  /// The beginning of the call's address that gives way to the one that comes with a token; nil where the operator has
  /// named an address.
  public var replacedURL: String?
}
