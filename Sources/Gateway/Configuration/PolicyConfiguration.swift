import ContextEngine
import Routing
import Upstream

/// What is to be done with requests: the policy, and how conversations are made to fit.
public struct PolicyConfiguration: Sendable, Equatable {
  /// The tier that does what nobody waits for, such as writing digests.
  static let backgroundTier = "background"

  /// The tiers and the rules.
  public var policy: Policy
  /// How conversations are made to fit.
  public var context = ContextSettings()
  /// What rules say differently about that, by their index.
  public var ruleContexts: [Int: [ContextChange]] = [:]
  /// What is done about failing backends.
  public var resilience = ResilienceSettings()
  /// Addresses besides those of every local network that count as local.
  public var localAddresses: [AddressRange] = []
  /// The file it was read from; nil for one that stands in the configuration itself.
  public var file: String?

  /// A policy.
  public init(policy: Policy, file: String? = nil) {
    self.policy = policy
    self.file = file
  }

  /// How conversations are made to fit where a rule has chosen.
  ///
  /// - Parameter rule: the rule's index; nil where none has chosen.
  func context(ofRule rule: Int?) -> ContextSettings {
    context.changed(by: rule.flatMap { ruleContexts[$0] } ?? [])
  }

  /// What counts as this machine and its network.
  var addressesOfLocal: LocalAddresses { LocalAddresses(alsoAllowing: localAddresses) }

  /// The targets that its tiers and its map name in full, as `backend/model`, each once.
  var namedTargets: [String] {
    var seen: Set<String> = []
    return policy.patterns.filter(\.isOneTarget).map(\.description).filter { seen.insert($0).inserted }
  }

  /// What of it has no effect, in words for the operator: targets of which no backend is configured.
  ///
  /// - Parameter backends: the names of those that are configured, or looked for.
  func warnings(backends: [String]) -> [String] {
    var told: Set<String> = []
    return policy.patterns.compactMap { pattern in
      guard case .named(let name) = pattern.backends, !backends.contains(name), told.insert(name).inserted
      else { return nil }
      let suggestion = Suggestion.sentence(for: name, among: backends)
      return "policy '\(policy.name)': targets of '\(name)' are passed over, since no such backend is "
        + "configured\(suggestion)"
    }
  }
}

extension Policy {
  /// All targets that are named anywhere in it.
  fileprivate var patterns: [TargetPattern] {
    tiers.flatMap(\.targets)
      + map.compactMap { mapping in
        if case .target(let pattern) = mapping.goal { pattern } else { nil }
      }
  }
}

extension TargetPattern {
  /// Whether it names a backend and a model of it.
  fileprivate var isOneTarget: Bool {
    guard case .named = backends, case .id = model else { return false }
    return true
  }
}
