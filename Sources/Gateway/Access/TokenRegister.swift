/// The tokens that were issued, and the key that signs them.
struct TokenRegister: Sendable, Equatable {
  /// What comes of a text that may be a token.
  enum Verdict: Equatable {
    /// It is good.
    case good(TokenGrant)
    /// It is not; why, for the operator's eyes alone.
    case bad(String)
  }

  /// Most tokens in a register; a file that is read whole with every change has to end somewhere.
  static let mostGrants = 1_000
  /// The longest that a token is good.
  static let longestLife: Duration = .seconds(366 * 86_400)
  /// How long a token that is no longer good is still listed.
  private static let remembered: Duration = .seconds(30 * 86_400)

  let key: SigningKey
  private(set) var grants: [TokenGrant]

  /// A register.
  init(key: SigningKey = SigningKey(), grants: [TokenGrant] = []) {
    self.key = key
    self.grants = grants
  }

  /// What a text that says it is a token is good for.
  func verdict(on text: String, at moment: Timestamp) -> Verdict {
    guard let token = AccessToken(text, signedWith: key) else { return .bad("of another gateway, or forged") }
    guard let grant = grants.first(where: { $0.id == token.id }) else {
      return .bad("\(token.id), which is not known any more")
    }
    switch grant.state(at: moment) {
    case .good where moment < token.expires: return .good(grant)
    case .good, .expired: return .bad("'\(grant.name)' (\(grant.id)), which has expired")
    case .revoked: return .bad("'\(grant.name)' (\(grant.id)), which was revoked")
    }
  }

  /// Issues a token; gives its text, which is kept nowhere.
  mutating func issue(
    _ name: String, for life: Duration, budget: TokenBudget?, policy: String?, at moment: Timestamp
  ) throws(TokenRefusal) -> (grant: TokenGrant, text: String) {
    guard Self.isName(name) else { throw .badName(name) }
    guard life <= Self.longestLife else { throw .tooLong }
    guard good(at: moment).allSatisfy({ $0.name != name }) else { throw .nameTaken(name) }
    forget(at: moment)
    guard grants.count < Self.mostGrants else { throw .full(grants.count) }
    let grant = TokenGrant(
      id: Self.newID(), name: name, created: moment, expires: moment + life, budget: budget, policy: policy)
    grants.append(grant)
    return (grant, AccessToken(id: grant.id, expires: grant.expires).text(signedWith: key))
  }

  /// Takes a token back, by its name or id.
  mutating func revoke(_ word: String, at moment: Timestamp) throws(TokenRefusal) -> TokenGrant {
    let place = grants.firstIndex {
      ($0.name == word || $0.id == word) && $0.state(at: moment) == .good
    }
    guard let place else { throw .unknown(word, known: good(at: moment).map(\.name)) }
    grants[place].revoked = moment
    return grants[place]
  }

  private func good(at moment: Timestamp) -> [TokenGrant] { grants.filter { $0.state(at: moment) == .good } }

  private mutating func forget(at moment: Timestamp) {
    grants.removeAll { ($0.revoked ?? $0.expires) < moment - Self.remembered }
  }

  private static func newID() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
    return isLetterOrDigit(first)
      && text.utf8.allSatisfy { isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
