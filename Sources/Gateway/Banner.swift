import Conversations
import Routing
import Upstream

/// What the operator reads when the gateway starts: where it listens, what it found, and the lines to type next.
enum Banner {
  /// The first line; the gateway takes requests from here on.
  static func greeting(at address: ListenAddress) -> String {
    "ctxgw \(Version.current) listening on http://\(address)\n"
  }

  /// What there is to talk to, and how.
  static func findings(
    _ listings: [BackendListing], at address: ListenAddress, _ configuration: Configuration
  ) -> String {
    let width = listings.map(\.backend.name.count).max() ?? 0
    let backends = listings.flatMap { lines(for: $0, nameWidth: width) }
    var page = ["", "Backends"] + backends
    if configuration.discover, !listings.contains(where: \.backend.isLocal) {
      page.append(
        "  no local server on its usual port (LM Studio 1234, llama-server 8080 and 9931, Ollama 11434)")
    }
    page += policyLines(configuration) + ["", "Conversations are kept in \(configuration.store.path)", ""]
    page += clientLines(listings, at: address, needsToken: configuration.server.authToken != nil)
    return page.joined(separator: "\n") + "\n"
  }

  /// Which policy holds, unless it is the one that always does.
  private static func policyLines(_ configuration: Configuration) -> [String] {
    guard configuration.policy != configuration.policies.standard else { return [] }
    let place = configuration.policy.file.map { "  \($0)" } ?? ""
    return ["", "Policy", "  \(configuration.policy.policy.name)\(place)"]
      + configuration.policyWarnings.map { "  \($0)" }
  }

  /// The last line, and what is still waited for.
  ///
  /// - Parameters:
  ///   - count: the answers under way.
  ///   - seconds: how long they have.
  static func farewell(answering count: Int, for seconds: Int) -> String {
    guard count > 0 else { return "ctxgw: stopping\n" }
    let answers = count == 1 ? "an answer under way has" : "\(count) answers under way have"
    return "ctxgw: stopping; \(answers) \(seconds) s, and a second signal does not wait for that\n"
  }

  private static func lines(for listing: BackendListing, nameWidth: Int) -> [String] {
    let backend = listing.backend
    let name = backend.name + String(repeating: " ", count: nameWidth - backend.name.count)
    let head = "  \(name)  \(backend.url)\(state(of: listing))"
    return [head]
      + listing.models.map { card in
        let window =
          card.window.map { ", \($0.tokens) tokens \($0.source.rawValue)" }
          ?? (card.isLoaded ? "" : ", not loaded")
        let alias = backend.isLocal ? "  as \(LocalAlias.alias(of: card.id))" : ""
        return "    \(card.id)\(window)\(alias)"
      }
  }

  private static func state(of listing: BackendListing) -> String {
    switch (listing.finding, listing.backend.credentials) {
    case (.loading, _): "  (still loading its model)"
    case (.locked, _): "  (wants a key: key_env or key_file)"
    case (.absent(let reason), _), (.silent(let reason), _): "  (does not answer: \(reason))"
    case (.unrecognised, _): "  (answers, but is not a \(listing.backend.kind.name))"
    case (_, .client): "  with the client's own key or login"
    case (_, .key): "  with the configured key"
    case (_, .none): ""
    }
  }

  private static func clientLines(
    _ listings: [BackendListing], at address: ListenAddress, needsToken: Bool
  ) -> [String] {
    var lines = [
      "In the terminal of your client (Claude Code, or anything that speaks to Anthropic):",
      "  export ANTHROPIC_BASE_URL=http://\(address.forClients)",
    ]
    if needsToken { lines.append("  export ANTHROPIC_CUSTOM_HEADERS='x-ctxgw-token: …'") }
    let loaded = listings.filter(\.backend.isLocal).flatMap(\.models).first(where: \.isLoaded)
    guard let loaded else { return lines }
    lines += [
      "and, for the local model instead of Anthropic's:",
      "  export ANTHROPIC_AUTH_TOKEN=local ANTHROPIC_MODEL=\(LocalAlias.alias(of: loaded.id))",
    ]
    lines += ClientSetup.claudeFamilies.map { "  export ANTHROPIC_DEFAULT_\($0)_MODEL=$ANTHROPIC_MODEL" }
    return lines
  }
}
