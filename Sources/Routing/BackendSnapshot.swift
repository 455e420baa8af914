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

  /// A snapshot.
  public init(
    name: String, dialect: DialectName, isLocal: Bool, credentials: Credentials, models: [ModelCard]
  ) {
    self.name = name
    self.dialect = dialect
    self.isLocal = isLocal
    self.credentials = credentials
    self.models = models
  }
}

extension BackendSnapshot {
  /// The target that a model of this backend makes; `card` is nil for a model the backend has not listed.
  func target(model: String, card: ModelCard?) -> Target {
    Target(
      backend: name, model: model, dialect: dialect, isLocal: isLocal, window: card?.window,
      traits: card?.traits ?? (isLocal ? .textOnly : .full))
  }
}
