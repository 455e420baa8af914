import Conversations
import Routing

extension ConfigurationReader {
  enum RuleKey: String, CaseIterable { case `if`, tier, context, privacy, sticky }

  /// Reads the rules of a policy, whose tiers have been read.
  mutating func readRules(_ node: YAMLNode, into result: inout PolicyConfiguration) {
    guard case .sequence(let rules) = node.content else {
      if node.content != .invalid { report("policy.rules must be a list of rules", at: node.mark) }
      return
    }
    if rules.isEmpty { report("a policy needs rules", at: node.mark) }
    for rule in rules {
      if let last = result.policy.rules.last, last.takesEverything {
        report(
          "no request comes to this rule: the one before it takes all; move that to the end", at: rule.mark)
      }
      readRule(rule, into: &result)
    }
  }

  private mutating func readRule(_ node: YAMLNode, into result: inout PolicyConfiguration) {
    let problemsBefore = problems.count
    let tiers = result.policy.tiers
    var rule = PolicyRule(.fromHeader, place: "\(file):\(node.mark.line)")
    var choice: PolicyRule.Choice?
    var changes: [ContextChange] = []
    forEachKey(of: node, in: "policy.rules", as: RuleKey.self) { reader, key, value in
      switch key {
      case .if: rule.conditions = reader.readConditions(value, tiers)
      case .tier: choice = reader.read(.choice(among: tiers), from: value)
      case .context: changes = reader.readContext(value, in: "policy.rules.context")
      case .privacy: rule.isLocalOnly = reader.readRulePrivacy(value)
      case .sticky: rule.isSticky = reader.read(.flag, from: value)
      }
    }
    guard let choice else {
      if problems.count == problemsBefore { report("this rule picks no tier; add tier", at: node.mark) }
      return
    }
    rule.choice = choice
    if !changes.isEmpty { result.ruleContexts[result.policy.rules.count] = changes }
    result.policy.rules.append(rule)
  }

  enum ConditionKey: String, CaseIterable {
    case header, kind, complexity, client, model, tools, images, time, available
    case newTokensOver = "new_tokens_over"
    case toolCallsOver = "tool_calls_over"
    case promptTokensOver = "prompt_tokens_over"
  }

  private mutating func readConditions(_ node: YAMLNode, _ tiers: [Tier]) -> [PolicyCondition] {
    var conditions: [PolicyCondition] = []
    forEachKey(of: node, in: "policy.rules.if", as: ConditionKey.self) { reader, key, value in
      if let condition = reader.readCondition(key, value, tiers) { conditions.append(condition) }
    }
    return conditions
  }

  private mutating func readCondition(
    _ key: ConditionKey, _ value: YAMLNode, _ tiers: [Tier]
  ) -> PolicyCondition? {
    switch key {
    case .header: read(.header, from: value).map { .header($0) }
    case .kind: .kind(Set(readList(.word, from: value)))
    case .complexity: .complexity(Set(readList(.word, from: value)))
    case .client: .client(readList(.text, from: value))
    case .model: .model(readList(.text, from: value))
    case .tools: read(.flag, from: value).map { .tools($0) }
    case .images: read(.flag, from: value).map { .images($0) }
    case .time: read(.time, from: value).map { .time($0) }
    case .available: read(.tier(among: tiers), from: value).map { .available(tier: $0) }
    case .newTokensOver: read(.threshold, from: value).map { .newTokensOver($0) }
    case .toolCallsOver: read(.threshold, from: value).map { .toolCallsOver($0) }
    case .promptTokensOver: read(.threshold, from: value).map { .promptTokensOver($0) }
    }
  }
}

extension PolicyRule {
  /// Whether no request comes to a rule after it.
  fileprivate var takesEverything: Bool {
    if case .tier = choice { conditions.isEmpty } else { false }
  }
}

extension ConfigurationValue where Value == String {
  /// Header fields in which a client may ask for a tier.
  fileprivate static let header = ConfigurationValue(
    "one of \(RoutingHints.tierFields.joined(separator: ", "))", words: RoutingHints.tierFields
  ) { text in RoutingHints.tierFields.contains(text.lowercased()) ? text.lowercased() : nil }

  fileprivate static func tier(among tiers: [Tier]) -> ConfigurationValue {
    let words = tiers.map(\.name)
    let expected = "one of the policy's tiers (\(words.joined(separator: ", ")))"
    return ConfigurationValue(expected, words: words) { words.contains($0) ? $0 : nil }
  }
}

extension ConfigurationValue where Value == PolicyRule.Choice {
  fileprivate static func choice(among tiers: [Tier]) -> ConfigurationValue {
    let tier = ConfigurationValue<String>.tier(among: tiers)
    let fromHeader = PolicyRule.Choice.fromHeaderWord
    return ConfigurationValue("\(tier.expected) or \(fromHeader)", words: tier.words + [fromHeader]) { text in
      text == fromHeader ? .fromHeader : tier.read(text).map { .tier($0) }
    }
  }
}

extension ConfigurationValue where Value == TimeOfDay {
  fileprivate static let time = ConfigurationValue("a part of the day such as 22:00-06:30") { TimeOfDay($0) }
}

extension ConfigurationValue where Value == Int {
  static let threshold = ConfigurationValue("a whole number of at least 0") { text in
    Int(text).flatMap { (0...100_000_000).contains($0) ? $0 : nil }
  }
}
