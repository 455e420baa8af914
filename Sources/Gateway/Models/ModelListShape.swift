import Wire

/// Whose list of models a request for one means: three APIs have one at the same path.
enum ModelListShape: Equatable {
  /// Anthropic's, in pages.
  case anthropic
  /// OpenAI's, which also has what Anthropic's entries have.
  case openAI
  /// The catalogue of Codex.
  case codex

  /// By the marks a client leaves. Codex names its version in the query, and itself in its user agent.
  init(query: HTTPQuery, fields: HTTPFields) {
    let agent = fields["user-agent"]?.lowercased() ?? ""
    if query["client_version"] != nil || agent.hasPrefix("codex") {
      self = .codex
    } else if fields.contains("anthropic-version") || agent.hasPrefix("claude-") {
      self = .anthropic
    } else {
      self = .openAI
    }
  }
}
