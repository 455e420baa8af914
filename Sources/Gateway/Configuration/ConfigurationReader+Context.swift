import ContextEngine

extension ConfigurationReader {
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
    case .strategy: read(.word, from: value).map { .strategy($0) }
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
    case .digest: read(.word, from: value).map { .digest($0) }
    case .usage: read(.word, from: value).map { .usage($0) }
    case .assumedWindow: read(.tokens, from: value).map { .assumedWindow($0) }
    case .excludeTools: .excludedTools(readList(.text, from: value))
    }
  }
}

extension ConfigurationValue where Value == Double {
  /// A share of the room that the fixed part leaves. Where several are set, the planner sees to it that they fit together.
  fileprivate static let share = ConfigurationValue("a share between 0.01 and 0.95, such as 0.5") { text in
    Double(text).flatMap { (0.01...0.95).contains($0) ? $0 : nil }
  }
}
