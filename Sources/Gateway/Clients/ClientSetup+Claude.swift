extension ClientSetup {
  /// The names under which Claude Code asks for a model that was not picked by id: a sub-agent's, a permission check's.
  /// What is left out here goes to Anthropic, with all that the request holds.
  static let claudeFamilies = ["HAIKU", "SONNET", "OPUS", "FABLE"]

  /// Claude Code. Without a model it keeps its own and its login; a model of another's gets all its names.
  mutating func setUpClaude(
    _ connection: ClientConnection, _ model: ModelsReport.Model?, bringsCredentials: Bool
  ) {
    set("ANTHROPIC_BASE_URL", connection.url)
    if bringsCredentials {
      if let token = connection.token {
        set("ANTHROPIC_CUSTOM_HEADERS", "\(ClientConnection.tokenField): \(token)")
      }
    } else {
      set("ANTHROPIC_AUTH_TOKEN", connection.key)
    }
    set("CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY", "1")
    guard let model else { return }
    let name = model.alias ?? model.id
    set("ANTHROPIC_MODEL", name)
    for family in Self.claudeFamilies { set("ANTHROPIC_DEFAULT_\(family)_MODEL", name) }
    if !bringsCredentials, !Self.isKnownToClaude(model) {
      set("CLAUDE_CODE_ATTRIBUTION_HEADER", "0")
      remarks.append(
        "CLAUDE_CODE_ATTRIBUTION_HEADER is surest in the env block of ~/.claude/settings.json; the gateway takes the line out too."
      )
    }
    declareWindow(of: model)
  }

  private mutating func declareWindow(of model: ModelsReport.Model) {
    guard let declared = DeclaredWindow(model) else {
      remarks.append("The window of \(model.id) is not known; set `window` for it in ctxgw's configuration.")
      return
    }
    if Self.isKnownToClaude(model) {
      // Claude Code has a window of its own for it, which can only be made smaller.
      if model.windowSource != "table", (100_000..<1_000_000).contains(declared.tokens) {
        set("CLAUDE_CODE_AUTO_COMPACT_WINDOW", String(declared.tokens))
      }
      return
    }
    set("CLAUDE_CODE_MAX_CONTEXT_TOKENS", String(declared.tokens))
    if declared.output < DeclaredWindow.usualOutput {
      set("CLAUDE_CODE_MAX_OUTPUT_TOKENS", String(declared.output))
    }
    if declared.isTooSmall {
      remarks.append(
        "\(model.id) has a window of \(declared.tokens) tokens and gets conversations as they are, of which Claude Code always "
          + "sends about 24,000; set `window` for it in ctxgw's configuration to have them made to fit.")
    }
  }

  /// Claude Code has windows for ids that contain the name of a Claude model, wherever they stand.
  private static func isKnownToClaude(_ model: ModelsReport.Model) -> Bool {
    !model.isLocal && model.id.lowercased().contains("claude-")
  }
}
