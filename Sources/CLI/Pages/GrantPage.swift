import Gateway

/// The table of `ctxgw token list`.
struct GrantPage {
  let grants: [GrantReport]
  let now: Timestamp

  /// The table; one line in words when there is nothing to list.
  func text(on canvas: Canvas) -> String {
    guard !grants.isEmpty else { return "No tokens.\n" }
    var table = Table([
      .init(title: "NAME", least: 8), .init(title: "STATE"), .init(title: "ID"), .init(title: "ISSUED"),
      .init(title: "EXPIRES"), .init(title: "BUDGET", isFigure: true), .init(title: "POLICY", least: 6),
    ])
    for grant in grants { table.append(row(of: grant)) }
    return table.text(on: canvas)
  }

  private func row(of grant: GrantReport) -> [Table.Cell] {
    let isGood = grant.state == .good
    return [
      .init(grant.name), .init(grant.state.rawValue, isGood ? .green : .dim), .init(grant.id, .cyan),
      .init(Phrases.age(of: grant.created, at: now), .dim),
      .init(Phrases.moment(grant.expires), isGood ? .plain : .dim), .init(Self.words(for: grant.budget)),
      .init(grant.policy?.onOneLine ?? ""),
    ]
  }

  /// What is said beside a token that was issued.
  static func words(on grant: GrantReport) -> String {
    let budget = grant.budget.map { ", to spend \(words(for: $0))" } ?? ""
    return "'\(grant.name)' (\(grant.id)) is good until \(Phrases.moment(grant.expires))\(budget). "
      + "The token is shown this once:\n"
  }

  private static func words(for budget: TokenBudget?) -> String {
    switch budget {
    case .tokens(let tokens): "\(Phrases.tokens(tokens)) tokens"
    case .money(let dollars): "$\(dollars)"
    case nil: ""
    }
  }
}
