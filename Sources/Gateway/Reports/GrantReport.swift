import Wire

/// An issued token as an operator sees it.
public struct GrantReport: Sendable, Equatable {
  /// By which it is told apart from every other.
  public let id: String
  /// What its holder is called.
  public let name: String
  /// What has become of it.
  public let state: TokenGrant.State
  /// When it was issued.
  public let created: Timestamp
  /// From when on it is no longer good.
  public let expires: Timestamp
  /// When it was taken back.
  public let revoked: Timestamp?
  /// What may be spent with it.
  public let budget: TokenBudget?
  /// The policy that its holder's requests follow.
  public let policy: String?

  /// A report on a token.
  ///
  /// - Parameter moment: now.
  public init(_ grant: TokenGrant, at moment: Timestamp) {
    id = grant.id
    name = grant.name
    state = grant.state(at: moment)
    created = grant.created
    expires = grant.expires
    revoked = grant.revoked
    budget = grant.budget
    policy = grant.policy
  }

  /// The report as compact JSON.
  ///
  /// - Parameter text: the token itself, which is shown to whoever has issued it and to nobody else.
  public func json(showing text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("token", text)
      write(to: &writer)
    }
    return writer.bytes
  }

  /// A list of reports as compact JSON.
  public static func json(of reports: [GrantReport]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("tokens", reports) { writer, report in writer.object { report.write(to: &$0) } }
    }
    return writer.bytes
  }

  private func write(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("name", name)
    writer.field("state", state.rawValue)
    writer.field("created_at", created.iso8601)
    writer.field("expires_at", expires.iso8601)
    writer.optional("revoked_at", revoked?.iso8601)
    writer.optional("budget_tokens", budget.flatMap { if case .tokens(let most) = $0 { most } else { nil } })
    writer.optional("budget_money", budget.flatMap { if case .money(let most) = $0 { most } else { nil } })
    writer.optional("policy", policy)
  }
}
