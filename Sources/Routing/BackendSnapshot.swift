import Conversations

/// What is known of one backend at the moment a request is routed.
public struct BackendSnapshot: Sendable {
  /// How a backend gets the credentials it asks for.
  public enum Credentials: Sendable {
    /// The client's own key or login passes through.
    case client
    /// The operator configured a key, or none is needed.
    case own
  }

  /// The backend's name in the configuration.
  public var name: String
  /// The dialect it is spoken to in.
  public var dialect: DialectName
  /// Whether it runs on this machine or this network.
  public var isLocal: Bool
  /// How it gets its credentials.
  public var credentials: Credentials
  /// The models it is known to offer; empty for a vendor whose list nobody asked for.
  public var models: [ModelCard]
  /// Models that it has not listed and of which the operator says something.
  public var described: [ModelCard]
  /// How all its models are given tools, where the operator says so.
  public var toolUse: ToolSupport?

  /// A snapshot.
  public init(
    name: String, dialect: DialectName, isLocal: Bool, credentials: Credentials, models: [ModelCard],
    described: [ModelCard] = [], toolUse: ToolSupport? = nil
  ) {
    self.name = name
    self.dialect = dialect
    self.isLocal = isLocal
    self.credentials = credentials
    self.models = models
    self.described = described
    self.toolUse = toolUse
  }
}

extension BackendSnapshot {
  /// The target that a model of this backend makes, listed or not.
  func target(model: String) -> Target {
    let card = card(of: model) ?? described.first { $0.id == model }
    var target = Target(
      backend: name, model: model, dialect: dialect, isLocal: isLocal && card?.isRemote != true,
      window: card?.window, traits: card?.traits ?? (isLocal ? .textOnly : .full))
    if card == nil, let toolUse { target.traits.toolUse = toolUse }
    return target
  }

  /// The model as it is listed; nil for one that is not.
  func card(of model: String) -> ModelCard? { models.first { $0.id == model } }

  /// Whether the backend certainly does not have a model: it runs here, has listed what it has, and this is not among it.
  /// Where a tag stands for itself (Ollama's `latest`), it may be left out.
  func lacks(_ model: String) -> Bool {
    isLocal && !models.isEmpty && !models.contains { $0.id == model || $0.id == model + ":latest" }
      && !described.contains { $0.id == model }
  }

  /// Whether what a model of it is sent is known to leave this machine and its network.
  func leaves(_ model: String) -> Bool { !isLocal || card(of: model)?.isRemote == true }

  /// Whether there are credentials for it.
  func hasCredentials(_ query: RouteQuery) -> Bool { credentials == .own || query.hasClientCredentials }
}
