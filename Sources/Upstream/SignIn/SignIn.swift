/// How one signs in at a vendor that gives out tokens of short life for a login of long life.
///
/// Only GitHub Copilot does. Its API is not a public one: all of this is what the vendor's own programs do.
public struct SignIn: Sendable, Equatable {
  /// Where a login is exchanged for a token (GET).
  public var tokenURL: String
  /// Where a login begins: gives out a code to be typed by the user (POST, RFC 8628).
  public var deviceURL: String
  /// Where it is asked whether the user has typed it (POST).
  public var accessURL: String
  /// The id of the program that signs in.
  public var clientID: String
  /// What the login is to allow.
  public var scope: String

  /// A way to sign in.
  public init(tokenURL: String, deviceURL: String, accessURL: String, clientID: String, scope: String) {
    self.tokenURL = tokenURL
    self.deviceURL = deviceURL
    self.accessURL = accessURL
    self.clientID = clientID
    self.scope = scope
  }
}
