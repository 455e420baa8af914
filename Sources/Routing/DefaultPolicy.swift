import Conversations

/// The policy that holds when none is configured: what the client names goes where its name is known.
///
/// 1. `backend/model`, a model id that a local server lists, or its `claude-local-…` alias goes there.
/// 2. Any other id goes to Anthropic under the same name, with the client's credentials or the configured key.
/// 3. Without credentials it goes to the first model that a local server has loaded.
///
/// An alias that no local server answers to goes nowhere: whoever names a model does not want another in its place.
/// A request never leaves a local server for a vendor because the server failed.
public enum DefaultPolicy {
  /// The beginning of the alias under which a local model is offered to clients that list only Claude models.
  public static let localAliasPrefix = "claude-local-"

  /// The alias of a local model: the prefix and its id in lower case, with `-` for what an id may not hold.
  public static func localAlias(of id: String) -> String {
    let slug = id.lowercased().unicodeScalars.map { scalar in
      switch scalar {
      case "a"..."z", "0"..."9", ".", "_", "-": Character(scalar)
      default: Character("-")
      }
    }
    return localAliasPrefix + String(slug)
  }

  /// Whether it is worth asking local servers once more for a model that none has listed: not for an id of the vendor's
  /// own family, which every request of Claude Code carries.
  public static func mayBeLocal(_ model: String) -> Bool {
    model.hasPrefix(localAliasPrefix) || !model.hasPrefix("claude-")
  }

  /// The target for a model id.
  ///
  /// - Parameters:
  ///   - model: the id as the client wrote it.
  ///   - clientHasCredentials: whether the client sent a key or login of its own.
  ///   - backends: all backends in the order of the configuration.
  public static func route(
    model: String, clientHasCredentials: Bool, backends: [BackendSnapshot]
  ) throws(RouteError) -> RouteDecision {
    let decision =
      try named(model, clientHasCredentials: clientHasCredentials, among: backends)
      ?? listed(model, among: backends)
      ?? standIn(for: model, clientHasCredentials: clientHasCredentials, among: backends)
    guard let decision else {
      throw .unknownModel(model, localModels: backends.filter(\.isLocal).flatMap(\.models).map(\.id))
    }
    return decision
  }

  /// Rules 2 and 3.
  private static func standIn(
    for model: String, clientHasCredentials: Bool, among backends: [BackendSnapshot]
  ) -> RouteDecision? {
    guard !model.hasPrefix(localAliasPrefix) else { return nil }
    return vendor(model, clientHasCredentials: clientHasCredentials, among: backends)
      ?? firstLoaded(among: backends)
  }

  /// Rule 1, `backend/model`. Ids of local models may hold slashes themselves, so a listed id wins elsewhere.
  private static func named(
    _ model: String, clientHasCredentials: Bool, among backends: [BackendSnapshot]
  ) throws(RouteError) -> RouteDecision? {
    guard let slash = model.firstIndex(of: "/") else { return nil }
    let name = model[..<slash]
    let rest = String(model[model.index(after: slash)...])
    guard !rest.isEmpty, let backend = backends.first(where: { $0.name == name }) else { return nil }
    if backend.credentials == .client, !clientHasCredentials {
      throw .missingCredentials(backend: backend.name)
    }
    let card = backend.models.first { $0.id == rest }
    return RouteDecision(
      targets: [backend.target(model: rest, card: card)], rule: "named as backend/model", isNamed: true)
  }

  /// Rule 1, a local model's id or alias.
  private static func listed(_ model: String, among backends: [BackendSnapshot]) -> RouteDecision? {
    for backend in backends where backend.isLocal {
      for card in backend.models where card.id == model || localAlias(of: card.id) == model {
        let rule = card.id == model ? "listed by a local server" : "alias of a local model"
        return RouteDecision(
          targets: [backend.target(model: card.id, card: card)], rule: rule, isNamed: true)
      }
    }
    return nil
  }

  /// Rule 2, the first vendor that speaks Anthropic's dialect.
  private static func vendor(
    _ model: String, clientHasCredentials: Bool, among backends: [BackendSnapshot]
  ) -> RouteDecision? {
    let backend = backends.first { backend in
      backend.dialect == .anthropicMessages && !backend.isLocal
        && (backend.credentials == .own || clientHasCredentials)
    }
    guard let backend else { return nil }
    let rule = backend.credentials == .own ? "with the configured key" : "with the client's credentials"
    return RouteDecision(
      targets: [backend.target(model: model, card: nil)], rule: rule, isNamed: false)
  }

  /// Rule 3, what a local server has loaded.
  private static func firstLoaded(among backends: [BackendSnapshot]) -> RouteDecision? {
    for backend in backends where backend.isLocal {
      for card in backend.models where card.isLoaded {
        let target = backend.target(model: card.id, card: card)
        return RouteDecision(targets: [target], rule: "first loaded local model", isNamed: false)
      }
    }
    return nil
  }
}
