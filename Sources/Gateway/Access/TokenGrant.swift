/// What the holder of a token that the gateway has issued may do, and for how long.
public struct TokenGrant: Sendable, Equatable {
  /// What becomes of a token.
  public enum State: String, Sendable, CaseIterable {
    /// It is good.
    case good
    /// Its time is over.
    case expired
    /// It was taken back.
    case revoked
  }

  /// By which it is told apart from every other; 16 hexadecimal digits.
  public let id: String
  /// What people call its holder, such as `ci`. Of the good tokens only one has this name.
  public let name: String
  /// When it was issued.
  public let created: Timestamp
  /// From when on it is no longer good.
  public let expires: Timestamp
  /// When it was taken back; nil as long as it was not.
  public var revoked: Timestamp?
  /// What may be spent with it; nil for as much as the gateway does.
  public let budget: TokenBudget?
  /// The policy that its holder's requests follow; nil for the one of the configuration.
  public let policy: String?

  /// A token that was issued.
  public init(
    id: String, name: String, created: Timestamp, expires: Timestamp, revoked: Timestamp? = nil,
    budget: TokenBudget?, policy: String?
  ) {
    self.id = id
    self.name = name
    self.created = created
    self.expires = expires
    self.revoked = revoked
    self.budget = budget
    self.policy = policy
  }

  /// What has become of it.
  public func state(at moment: Timestamp) -> State {
    revoked != nil ? .revoked : moment < expires ? .good : .expired
  }
}

/// What may be spent with a token, from its first day to its last.
public enum TokenBudget: Sendable, Equatable {
  /// Tokens of models, of prompts and answers together, but for those that a cache has served.
  case tokens(Int)
  /// Dollars, by the prices of the table of models; what has no price costs nothing.
  case money(Double)
}

/// Why a token cannot be issued, or taken back.
public enum TokenRefusal: Error, Equatable, CustomStringConvertible {
  /// Not a name.
  case badName(String)
  /// A good token has the name.
  case nameTaken(String)
  /// It would be good for longer than tokens are.
  case tooLong
  /// No good token has this name or id.
  case unknown(String, known: [String])
  /// There are as many as a register holds.
  case full(Int)

  /// What is wrong, and the way out.
  public var description: String {
    switch self {
    case .badName(let name):
      "'\(name)' cannot be a token's name: up to 64 letters, digits, '.', '_' and '-', a letter or digit first"
    case .nameTaken(let name):
      "a token called '\(name)' is still good; revoke it first, or take another name"
    case .tooLong: "a token is good for a year at most"
    case .unknown(let word, let known):
      known.isEmpty
        ? "there is no token that is still good"
        : "no good token is called '\(word)'\(Suggestion.sentence(for: word, among: known)); "
          + "'ctxgw token list' shows them"
    case .full(let most): "there are \(most) tokens already; revoke some"
    }
  }
}
