/// A target as a policy writes it: `backend/model`.
public struct TargetPattern: Sendable, Equatable, CustomStringConvertible {
  /// Which backends are meant.
  public enum Backends: Sendable, Equatable {
    /// The one of this name.
    case named(String)
    /// `local`: every backend on this machine or network, in the order of the configuration.
    case local
    /// `cloud`: the first vendor, in the order of the configuration, that speaks Anthropic's dialect, so that it takes
    /// the model names of Anthropic's clients, and for which there are credentials. Only the first: a conversation goes
    /// to a second vendor only where a tier names that one.
    case cloud
  }

  /// Which of a backend's models is meant.
  public enum Model: Sendable, Equatable {
    /// The one of this id.
    case id(String)
    /// `same`: the one the client asked for.
    case same
    /// `loaded`: the first that the local server has loaded.
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
