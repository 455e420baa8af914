import Wire

/// A token that the gateway has issued, as its holder shows it: `cg1.PAYLOAD.SIGNATURE`.
///
/// The payload is JSON that anybody may read, with the token's id and when it expires in seconds since 1970; both parts are
/// in `Base64URL`, and the signature is of what stands before it. Nothing in it is secret but that it can be made only by
/// whoever has the key.
struct AccessToken: Sendable, Equatable {
  /// How every token begins, whoever has issued it.
  static let prefix = "cg1."
  /// The longest text that may be one, in bytes; real ones have about 130.
  private static let longest = 512

  /// Whose it is.
  let id: String
  /// From when on it is no longer good.
  let expires: Timestamp

  /// A token.
  init(id: String, expires: Timestamp) {
    self.id = id
    self.expires = expires
  }

  /// Whether a text says of itself that it is some gateway's token; such a one is nobody else's business.
  static func isClaimed(by text: String) -> Bool { text.hasPrefix(prefix) }

  /// The token in a text; nil for one that this key has not signed.
  init?(_ text: String, signedWith key: SigningKey) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.longest, Self.isClaimed(by: text), parts.count == 3,
      let signature = Base64URL.bytes(of: parts[2]),
      key.hasSigned(Array("\(parts[0]).\(parts[1])".utf8), as: signature),
      let payload = Base64URL.bytes(of: parts[1]), let root = try? JSONDocument(parsing: payload).root,
      let id = root["id"]?.string, let seconds = root["exp"]?.int, seconds > 0, seconds < 1 << 40
    else { return nil }
    self.init(id: id, expires: Timestamp(milliseconds: Int64(seconds) * 1000))
  }

  /// The token as its holder shows it.
  func text(signedWith key: SigningKey) -> String {
    var payload = JSONWriter()
    payload.object { writer in
      writer.field("id", id)
      // Rounded up: the register has it to the millisecond.
      writer.field("exp", Int((expires.milliseconds + 999) / 1000))
    }
    let signed = Self.prefix + Base64URL.text(of: payload.bytes)
    return signed + "." + Base64URL.text(of: key.signature(of: Array(signed.utf8)))
  }
}
