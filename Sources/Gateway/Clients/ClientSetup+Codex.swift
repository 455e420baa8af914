extension ClientSetup {
  /// Codex: a provider of its own, told as a snippet of `config.toml` and as words of its command line. A provider that is
  /// called like the vendor would be taken for it.
  mutating func setUpCodex(
    _ connection: ClientConnection, _ model: ModelsReport.Model?, bringsCredentials: Bool
  ) {
    var settings: [(key: String, value: String)] = []
    if let model { settings.append(("model", Self.string(model.id))) }
    settings.append(("model_provider", Self.string("ctxgw")))
    if let model, let declared = DeclaredWindow(model) {
      settings.append(("model_context_window", String(declared.tokens)))
    }
    // Codex offers every model a search that only its vendor can run.
    if model?.isLocal != false { settings.append(("web_search", Self.string("disabled"))) }
    var provider = [
      ("name", Self.string("ctxgw")), ("base_url", Self.string("\(connection.url)/v1")),
      ("wire_api", Self.string("responses")),
    ]
    if bringsCredentials { provider.append(("env_key", Self.string("OPENAI_API_KEY"))) }
    if let token = connection.token {
      set("CTXGW_TOKEN", token)
      provider.append(
        (
          "env_http_headers",
          "{ \(Self.string(ClientConnection.tokenField)) = \(Self.string("CTXGW_TOKEN")) }"
        ))
    }
    remarks.append("~/.codex/config.toml")
    if connection.token != nil {
      remarks.append("The gateway's token is read from the variable CTXGW_TOKEN.")
    }
    snippet =
      settings.map { "\($0.key) = \($0.value)\n" }.joined() + "\n[model_providers.ctxgw]\n"
      + provider.map { "\($0.0) = \($0.1)\n" }.joined()
    let inline = provider.map { "\($0.0) = \($0.1)" }.joined(separator: ", ")
    for setting in settings + [("model_providers.ctxgw", "{ \(inline) }")] {
      arguments += ["-c", "\(setting.0)=\(setting.1)"]
    }
  }
}
