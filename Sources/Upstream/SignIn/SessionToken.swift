import Wire

/// A token of short life, and where it is good.
struct SessionToken: Sendable, Equatable {
  /// The token.
  let credential: Credential
  /// Where the vendor's API is for this account.
  let url: String?
  /// How long until another should be asked for, in seconds.
  let renewsAfterSeconds: Int

  /// A minute before the vendor's own programs do, and at least a minute from now.
  private static let margin = 60
  /// Where the vendor does not say: tokens live for 25 to 30 minutes.
  private static let usual = 1_500

  /// The token in the vendor's answer; nil where there is none.
  init?(_ body: [UInt8]) {
    guard let answer = try? JSONDocument(parsing: body).root,
      let credential = answer["token"]?.string.flatMap(Credential.init)
    else { return nil }
    self.credential = credential
    url = answer["endpoints"]?["api"]?.string.flatMap { $0.hasPrefix("http") ? Self.trimmed($0) : nil }
    let lifetime = min(answer["refresh_in"]?.int ?? Self.usual, 86_400)
    renewsAfterSeconds = max(Self.margin, lifetime - Self.margin)
  }

  private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
