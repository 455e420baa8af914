import ContextEngine

extension ConfigurationReader {
  enum PolicyKey: String, CaseIterable { case name, tiers, context, resilience }

  /// Reads an inline policy.
  mutating func readPolicy(_ node: YAMLNode) -> PolicyConfiguration {
    var policy = PolicyConfiguration()
    forEachKey(of: node, in: "policy", as: PolicyKey.self) { reader, key, value in
      switch key {
      case .name: reader.read(.text, from: value, into: &policy.name)
      case .tiers: reader.readTiers(value, into: &policy)
      case .context:
        policy.context = policy.context.changed(by: reader.readContext(value, in: "policy.context"))
      case .resilience: policy.resilience = reader.readResilience(value)
      }
    }
    return policy
  }

  enum TierKey: String, CaseIterable { case background }

  private mutating func readTiers(_ node: YAMLNode, into policy: inout PolicyConfiguration) {
    forEachKey(of: node, in: "policy.tiers", as: TierKey.self) { reader, key, value in
      switch key {
      case .background: policy.background = reader.readList(.target, from: value)
      }
    }
  }

  enum ContextSettingKey: String, CaseIterable {
    case strategy
    case lowWater = "low_water"
    case protectedTail = "protected_tail"
    case taskQuota = "task_quota"
    case userQuota = "user_quota"
    case digestQuota = "digest_quota"
    case resultCap = "result_cap"
    case outputCap = "output_cap"
    case fixedQuota = "fixed_quota"
    case memoryQuota = "memory_quota"
    case compactTools = "compact_tools"
    case digest, usage
    case assumedWindow = "assumed_window"
    case excludeTools = "exclude_tools"
  }

  /// Reads the mapping `context` of a policy, a backend or a model.
  mutating func readContext(_ node: YAMLNode, in section: String) -> [ContextChange] {
    var changes: [ContextChange] = []
    forEachKey(of: node, in: section, as: ContextSettingKey.self) { reader, key, value in
      if let change = reader.readContextSetting(key, value) { changes.append(change) }
    }
    return changes
  }

  private mutating func readContextSetting(_ key: ContextSettingKey, _ value: YAMLNode) -> ContextChange? {
    switch key {
    case .strategy: read(.strategy, from: value).map { .strategy($0) }
    case .lowWater: read(.share, from: value).map { .lowWater($0) }
    case .protectedTail: read(.share, from: value).map { .protectedTail($0) }
    case .taskQuota: read(.share, from: value).map { .taskQuota($0) }
    case .userQuota: read(.share, from: value).map { .userQuota($0) }
    case .digestQuota: read(.share, from: value).map { .digestQuota($0) }
    case .resultCap: read(.share, from: value).map { .resultCap($0) }
    case .outputCap: read(.share, from: value).map { .outputCap($0) }
    case .fixedQuota: read(.share, from: value).map { .fixedQuota($0) }
    case .memoryQuota: read(.share, from: value).map { .memoryQuota($0) }
    case .compactTools: read(.flag, from: value).map { .compactTools($0) }
    case .digest: read(.digest, from: value).map { .digest($0) }
    case .usage: read(.usage, from: value).map { .usage($0) }
    case .assumedWindow: read(.tokens, from: value).map { .assumedWindow($0) }
    case .excludeTools: .excludedTools(readList(.text, from: value))
    }
  }
}

/// A value that is one of a few words.
private func word<Value: RawRepresentable<String> & CaseIterable & Sendable>(
  of: Value.Type
) -> ConfigurationValue<Value> {
  let words = Value.allCases.map(\.rawValue)
  return ConfigurationValue("one of \(words.joined(separator: ", "))", words: words) { Value(rawValue: $0) }
}

extension ConfigurationValue where Value == ContextSettings.Strategy {
  fileprivate static let strategy = word(of: Value.self)
}

extension ConfigurationValue where Value == ContextSettings.Digest {
  fileprivate static let digest = word(of: Value.self)
}

extension ConfigurationValue where Value == ContextSettings.ReportedUsage {
  fileprivate static let usage = word(of: Value.self)
}

extension ConfigurationValue where Value == Double {
  /// A share of the room that the fixed part leaves. Where several are set, the planner sees to it that they fit together.
  fileprivate static let share = ConfigurationValue("a share between 0.01 and 0.95, such as 0.5") { text in
    Double(text).flatMap { (0.01...0.95).contains($0) ? $0 : nil }
  }
}

extension ConfigurationValue where Value == String {
  fileprivate static let target = ConfigurationValue("a target such as ollama/qwen2.5-coder:7b") { text in
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex, text.last != "/" else { return nil }
    return text
  }
}
