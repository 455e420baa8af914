import Conversations

/// A target that the client names itself, by its model's id: `backend/model`, an id that a local server lists, or the
/// alias of one. It is taken at its word; no other target stands in for it.
enum NamedModel {
  /// The decision for a request that names its target; nil for one that does not.
  ///
  /// - Throws: `RouteError` for a target that cannot be used. An alias that no local server answers to goes nowhere: whoever
  ///   names a model does not want another in its place.
  static func decision(for query: RouteQuery, _ policy: Policy) throws(RouteError) -> RouteDecision? {
    let model = query.facts.model
    guard var decision = try named(model, query) ?? listed(model, among: query.backends) else {
      guard !LocalAlias.isAlias(model) else { throw .unknownModel(model, localModels: query.localModels) }
      return nil
    }
    decision.isLocalOnly = policy.isLocalOnly || query.asksForLocal
    let target = decision.targets[0]
    let backend = query.backends.first { $0.name == target.backend }
    if decision.isLocalOnly, backend?.leaves(target.model) == true { throw .notLocal(target: target.name) }
    return decision
  }

  /// `backend/model`. Ids of local models may hold slashes themselves, so a listed id wins elsewhere.
  private static func named(_ model: String, _ query: RouteQuery) throws(RouteError) -> RouteDecision? {
    guard let slash = model.firstIndex(of: "/") else { return nil }
    let rest = String(model[model.index(after: slash)...])
    guard !rest.isEmpty, let backend = query.backends.first(where: { $0.name == model[..<slash] }) else {
      return nil
    }
    guard backend.hasCredentials(query) else { throw .missingCredentials(backend: backend.name) }
    return RouteDecision(
      targets: [backend.target(model: rest)], rule: "named as backend/model", isNamed: true)
  }

  /// A local model's id or alias.
  private static func listed(_ model: String, among backends: [BackendSnapshot]) -> RouteDecision? {
    for backend in backends where backend.isLocal {
      for card in backend.models where card.id == model || LocalAlias.alias(of: card.id) == model {
        let rule = card.id == model ? "listed by a local server" : "alias of a local model"
        return RouteDecision(targets: [backend.target(model: card.id)], rule: rule, isNamed: true)
      }
    }
    return nil
  }
}
