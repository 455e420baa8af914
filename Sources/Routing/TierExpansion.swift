import Conversations

/// The targets that the patterns of a tier stand for at this moment, and those that cannot take a request.
struct TierExpansion {
  /// The targets as they are listed, each once.
  private(set) var targets: [Target] = []
  /// The others, and why.
  private(set) var skipped: [SkippedTarget] = []

  private let query: RouteQuery
  private let isLocalOnly: Bool

  /// The targets of a tier.
  ///
  /// - Parameter isLocalOnly: whether the request must not leave this machine and its network.
  init(_ tier: Tier, for query: RouteQuery, isLocalOnly: Bool) {
    self.query = query
    self.isLocalOnly = isLocalOnly
    for pattern in tier.targets { add(pattern) }
    passOverWeaker()
  }

  private mutating func add(_ pattern: TargetPattern) {
    switch pattern.backends {
    case .named(let name):
      guard let backend = query.backends.first(where: { $0.name == name }) else {
        return skip("\(pattern)", .notConfigured, "no backend '\(name)' is configured or found")
      }
      add(pattern.model, at: backend)
    case .local:
      let servers = query.backends.filter(\.isLocal)
      if servers.isEmpty { skip("\(pattern)", .notConfigured, "no local server is configured or found") }
      for server in servers { add(pattern.model, at: server) }
    case .cloud: addVendor(pattern)
    }
  }

  private mutating func addVendor(_ pattern: TargetPattern) {
    let vendors = query.backends.filter { !$0.isLocal && $0.dialect == .anthropicMessages }
    guard let vendor = vendors.first(where: { $0.hasCredentials(query) }) ?? vendors.first else {
      return skip(
        "\(pattern)", .notConfigured, "no vendor of Anthropic's dialect is configured")
    }
    add(pattern.model, at: vendor)
  }

  private mutating func add(_ model: TargetPattern.Model, at backend: BackendSnapshot) {
    switch model {
    case .id(let id): add(id, at: backend)
    case .same: add(query.facts.model, at: backend)
    case .loaded:
      guard let card = backend.models.first(where: { backend.isLocal && $0.isLoaded }) else {
        return skip("\(backend.name)/loaded", .notLoaded, "it has no model loaded")
      }
      add(card.id, at: backend)
    }
  }

  private mutating func add(_ model: String, at backend: BackendSnapshot) {
    let target = backend.target(model: model)
    if targets.contains(where: { $0.name == target.name }) { return }
    if isLocalOnly, backend.leaves(model) {
      skip(target.name, .notLocal, "what it is sent leaves this machine and its network (local_only)")
    } else if !backend.hasCredentials(query) {
      skip(
        target.name, .noCredentials, "it takes the client's own key or login, and the client has sent none")
    } else if backend.lacks(model) {
      skip(target.name, .notListed, "its server does not list this model")
    } else {
      targets.append(target)
    }
  }

  private mutating func skip(_ target: String, _ cause: SkippedTarget.Cause, _ reason: String) {
    let skip = SkippedTarget(target: target, cause: cause, reason: reason)
    if !skipped.contains(skip) { skipped.append(skip) }
  }

  // MARK: What others do better

  /// Leaves out the targets that lack what the request needs, as long as another has it. Where none has, they are asked
  /// all the same: what is wrong is best told by who knows.
  private mutating func passOverWeaker() {
    let shortcomings = targets.map(shortcoming)
    guard shortcomings.contains(nil) else { return }
    targets = zip(targets, shortcomings).filter { $1 == nil }.map(\.0)
    for shortcoming in shortcomings.compactMap({ $0 }) { skipped.append(shortcoming) }
  }

  private func shortcoming(of target: Target) -> SkippedTarget? {
    let facts = query.facts
    if facts.shape.toolCount > 0, case .none = target.traits.toolUse {
      return SkippedTarget(target: target.name, cause: .noTools, reason: "it takes no tools")
    }
    if facts.images > 0, !target.traits.acceptsImages {
      return SkippedTarget(target: target.name, cause: .noVision, reason: "it sees no pictures")
    }
    // A longer conversation can be cut; the one message of a safety check cannot.
    if facts.shape.messageCount <= 1, let window = target.window?.tokens, facts.promptTokens > window {
      return SkippedTarget(
        target: target.name, cause: .tooSmall,
        reason: "its window of \(window) tokens is too small for one message of about \(facts.promptTokens)")
    }
    return nil
  }
}
