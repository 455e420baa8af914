import Routing

extension ConfigurationReader {
  enum TierKey: String, CaseIterable { case targets, order }

  /// Reads the tiers of a policy. One of a name that there is takes its place; others come behind those there are.
  mutating func readTiers(_ node: YAMLNode, into policy: inout Policy) {
    for entry in entries(of: node, in: "policy.tiers") {
      guard RoutingHints.tier(entry.key) != nil, entry.key != PolicyRule.Choice.fromHeaderWord else {
        report(
          "'\(entry.key)' is no name for a tier: letters, digits, '-', '_' and '.', and not "
            + PolicyRule.Choice.fromHeaderWord, at: entry.mark)
        continue
      }
      let tier = readTier(entry)
      if let index = policy.tiers.firstIndex(where: { $0.name == tier.name }) {
        policy.tiers[index] = tier
      } else {
        policy.tiers.append(tier)
      }
    }
  }

  private mutating func readTier(_ entry: YAMLEntry) -> Tier {
    var tier = Tier(name: entry.key, targets: [])
    guard case .mapping = entry.value.content else {
      tier.targets = readList(.target, from: entry.value)
      return tier
    }
    forEachKey(of: entry.value, in: "policy.tiers.\(entry.key)", as: TierKey.self) { reader, key, value in
      switch key {
      case .targets: tier.targets = reader.readList(.target, from: value)
      case .order: reader.read(.word, from: value, into: &tier.order)
      }
    }
    return tier
  }

  /// Reads what model names of clients stand for.
  mutating func readMap(_ node: YAMLNode, _ policy: Policy) -> [ModelMapping] {
    entries(of: node, in: "policy.map").compactMap { entry in
      if entry.key.isEmpty { report("a model's name, in which '*' may stand, is missing", at: entry.mark) }
      return read(.goal(among: policy.tiers), from: entry.value).map {
        ModelMapping(pattern: entry.key, goal: $0)
      }
    }
  }
}

extension ConfigurationValue where Value == TargetPattern {
  fileprivate static let target = ConfigurationValue(
    "a target such as ollama/qwen2.5-coder:7b, anthropic/same or lmstudio/loaded"
  ) { text in
    guard let pattern = TargetPattern(text), !text.utf8.contains(where: { $0 <= 32 }) else { return nil }
    // Nobody knows what a vendor has loaded.
    if case .cloud = pattern.backends, case .loaded = pattern.model { return nil }
    return pattern
  }
}

extension ConfigurationValue where Value == ModelMapping.Goal {
  fileprivate static func goal(among tiers: [Tier]) -> ConfigurationValue {
    let words = tiers.map { "\(ModelMapping.Goal.tier($0.name))" }
    let expected = (["a target such as zhipu/glm-4.6"] + words).joined(separator: ", ")
    return ConfigurationValue(expected, words: words) { text in
      if words.contains(text) { return .tier(String(text.dropFirst(ModelMapping.Goal.tierPrefix.count))) }
      if text.hasPrefix(ModelMapping.Goal.tierPrefix) { return nil }
      return ConfigurationValue<TargetPattern>.target.read(text).map { .target($0) }
    }
  }
}
