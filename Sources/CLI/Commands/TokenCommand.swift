import Gateway

extension Command {
  /// `ctxgw token`
  static let token = Command(
    name: "token",
    summary: "issues, lists and takes back tokens for those who share the gateway",
    discussion: """
      A token is shown as x-ctxgw-token, as a Bearer token or as x-api-key, and is good for asking models until its time is
      over. Everybody has to show one where server.auth_token is set, and is known by it where it is not. A running gateway
      knows of a change within a second.
      """,
    subcommands: [create, list, revoke],
    defaultSubcommand: "list")

  private static let create = Command(
    name: "create",
    summary: "issues a token, and prints it this once",
    discussion: """
      A budget is for the whole life of the token. Tokens of models are counted as backends report them, without what a
      cache has served; dollars by the prices that 'ctxgw models' shows.
      """,
    flags: [name, life, tokenBudget, moneyBudget, policy, .json]
  ) { invocation, surroundings in
    guard let holder = try invocation.value(of: name, .text) else {
      preconditionFailure("the parser insists on required flags")
    }
    let (grant, text) = try TokenFile(of: invocation.environment).issue(
      holder, for: try invocation.value(of: life, .duration) ?? .seconds(86_400),
      budget: try budget(of: invocation), policy: try invocation.value(of: policy, .text),
      at: surroundings.now)
    let report = GrantReport(grant, at: surroundings.now)
    if try invocation.isSet(.json) { return .json(report.json(showing: text)) }
    return .outputWithRemarks(
      Array("\(text)\n".utf8), remarks: Array(GrantPage.words(on: report).utf8))
  }

  private static let list = Command(
    name: "list",
    summary: "lists the tokens that are good, and those that were during the last 30 days",
    flags: [.json]
  ) { invocation, surroundings in
    let grants = try TokenFile(of: invocation.environment).grants().map {
      GrantReport($0, at: surroundings.now)
    }
    if try invocation.isSet(.json) { return .json(GrantReport.json(of: grants)) }
    return .output(GrantPage(grants: grants, now: surroundings.now).text(on: surroundings.canvas))
  }

  private static let revoke = Command(
    name: "revoke",
    summary: "takes a token back",
    operand: Operand(placeholder: "NAME", help: "its name or id")
  ) { invocation, surroundings in
    let grant = try TokenFile(of: invocation.environment).revoke(invocation.operand, at: surroundings.now)
    return .output("Revoked \(grant.name) (\(grant.id)).\n")
  }

  private static func budget(of invocation: Invocation) throws(UsageError) -> TokenBudget? {
    let tokens = try invocation.value(of: tokenBudget, .tokens)
    let dollars = try invocation.value(of: moneyBudget, .dollars)
    guard tokens == nil || dollars == nil else {
      throw UsageError(
        message: "--budget-tokens and --budget-money exclude each other", command: invocation.name)
    }
    return tokens.map(TokenBudget.tokens) ?? dollars.map(TokenBudget.money)
  }

  private static let name = Flag(
    "name", "NAME", isRequired: true, help: "what its holder is called, such as ci")
  private static let life = Flag("ttl", "TIME", help: "how long it is good, such as 8h, 30d (24h)")
  private static let tokenBudget = Flag(
    "budget-tokens", "N", help: "the tokens of models that may be spent, such as 500K (no limit)")
  private static let moneyBudget = Flag("budget-money", "X", help: "the dollars that may be spent (no limit)")
  // No variable: the one of this name is for the gateway, and would bind every token that is issued beside it.
  private static let policy = Flag(
    "policy", "NAME", hasVariable: false, help: "the policy its holder's requests follow (the gateway's)")
}

extension FlagValue where Value == Int {
  fileprivate static let tokens = FlagValue(expected: "a number of tokens such as 500000, 500K or 2M") {
    text in
    Quantity.count(text).flatMap { $0 > 0 ? $0 : nil }
  }
}

extension FlagValue where Value == Double {
  fileprivate static let dollars = FlagValue(expected: "an amount of dollars such as 5 or 2.50") { text in
    Double(text).flatMap { $0 > 0 && $0 <= 1_000_000 ? $0 : nil }
  }
}
