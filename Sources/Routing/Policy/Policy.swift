import Conversations

/// What an operator wants done with requests: tiers of targets, and the rules that pick one.
public struct Policy: Sendable, Equatable {
  /// What it is called.
  public var name: String
  /// The tiers, the strongest first.
  public var tiers: [Tier]
  /// The rules in their order; the first that applies picks the tier.
  public var rules: [PolicyRule]
  /// What a client's model names stand for, in order; the first that matches counts, before any rule.
  public var map: [ModelMapping]
  /// Whether a model that the client names as `backend/model`, or by a local model's id or alias, is taken at its word.
  public var takesNamedModels: Bool
  /// The kinds of requests for which a session stays at the tier it has reached: raised at once, lowered only at a
  /// message of a person's when the cache is cold.
  public var stickyKinds: Set<RequestKind>
  /// Whether nothing may leave this machine and its network.
  public var isLocalOnly: Bool
  /// The kinds of requests that are answered here, without a model, where that is possible.
  public var answeredHere: Set<RequestKind>

  /// A policy.
  public init(
    name: String, tiers: [Tier], rules: [PolicyRule], map: [ModelMapping] = [], takesNamedModels: Bool = true,
    stickyKinds: Set<RequestKind> = [.main], isLocalOnly: Bool = false, answeredHere: Set<RequestKind> = []
  ) {
    self.name = name
    self.tiers = tiers
    self.rules = rules
    self.map = map
    self.takesNamedModels = takesNamedModels
    self.stickyKinds = stickyKinds
    self.isLocalOnly = isLocalOnly
    self.answeredHere = answeredHere
  }

  /// The tier of this name; nil when there is none.
  public func tier(named name: String) -> Tier? { tiers.first { $0.name == name } }
}

/// A chain of targets: the first that can takes the request, and when it fails the next.
public struct Tier: Sendable, Equatable {
  /// How the targets of a tier are put in order.
  public enum Order: String, Sendable, CaseIterable {
    /// As they are listed.
    case listed
    /// The least money first, by the price of this request.
    case cheapest
    /// The quickest first, as measured: time to the first event, then tokens a second.
    case fastest
  }

  /// Its name, by which rules and clients ask for it.
  public var name: String
  /// Its targets.
  public var targets: [TargetPattern]
  /// How they are put in order.
  public var order: Order

  /// A tier.
  public init(name: String, targets: [TargetPattern], order: Order = .listed) {
    self.name = name
    self.targets = targets
    self.order = order
  }
}

/// A target as a policy writes it: `backend/model`.
public struct TargetPattern: Sendable, Equatable, CustomStringConvertible {
  /// Which backends are meant.
  public enum Backends: Sendable, Equatable {
    /// The one of this name.
    case named(String)
    /// `local`: every backend on this machine or network, in the order of the configuration.
    case local
    /// `cloud`: every vendor that takes the client's model names (DESIGN: of Anthropic's dialect) with the credentials
    /// at hand, in the order of the configuration.
    case cloud
  }

  /// Which of its models is meant.
  public enum Model: Sendable, Equatable {
    /// The one of this id.
    case id(String)
    /// `same`: the one the client asked for.
    case same
    /// `loaded`: what the server has loaded.
    case loaded
  }

  /// Which backends are meant.
  public var backends: Backends
  /// Which of their models.
  public var model: Model

  /// A pattern.
  public init(_ backends: Backends, _ model: Model) {
    self.backends = backends
    self.model = model
  }

  /// A pattern as it is written; nil when a part is missing.
  public init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex, text.last != "/" else { return nil }
    switch String(text[..<slash]) {
    case "local": backends = .local
    case "cloud": backends = .cloud
    case let name: backends = .named(name)
    }
    switch String(text[text.index(after: slash)...]) {
    case "same": model = .same
    case "loaded": model = .loaded
    case let id: model = .id(id)
    }
  }

  /// As it is written.
  public var description: String {
    let backend =
      switch backends {
      case .named(let name): name
      case .local: "local"
      case .cloud: "cloud"
      }
    return switch model {
    case .id(let id): "\(backend)/\(id)"
    case .same: "\(backend)/same"
    case .loaded: "\(backend)/loaded"
    }
  }
}

/// What a model name of clients stands for: `"claude-haiku-*": tier:background`.
public struct ModelMapping: Sendable, Equatable {
  /// What a name goes to.
  public enum Goal: Sendable, Equatable {
    /// A tier.
    case tier(String)
    /// One target, and no other after it.
    case target(TargetPattern)
  }

  /// The name, in which `*` stands for any characters.
  public var pattern: String
  /// What it goes to.
  public var goal: Goal

  /// A mapping.
  public init(pattern: String, goal: Goal) {
    self.pattern = pattern
    self.goal = goal
  }
}
