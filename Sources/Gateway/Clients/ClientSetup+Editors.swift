/// Programs that are set up in their windows.
extension ClientSetup {
  /// Visual Studio Code, from 1.122 on without a login.
  mutating func setUpVSCode(_ connection: ClientConnection, _ model: ModelsReport.Model?) {
    let declared = model.flatMap { DeclaredWindow($0) }
    let limits = declared.map {
      "\"maxInputTokens\": \($0.tokens - $0.output), \"maxOutputTokens\": \($0.output), "
    }
    let entry = model.map { model in
      """
      { "id": \(Self.string(model.id)), "name": \(Self.string(model.name)), "url": \(Self.string("\(connection.url)/v1/chat/completions")),
              \(limits ?? "")"toolCalling": \(model.tools != "none"), "vision": \(model.seesImages) }
      """
    }
    snippet = """
      1. Run "Chat: Manage Language Models", then Add, then Custom Endpoint.
      2. Give it the name ctxgw, and as the key: \(connection.key)
      3. Open chatLanguageModels.json by the gear beside it; the models of its entry are:
         "apiType": "chat-completions",
         "models": [
            \(entry ?? "")
         ]

      """
  }

  /// The IDEs of JetBrains, which list the models themselves.
  mutating func setUpJetBrains(_ connection: ClientConnection, _ model: ModelsReport.Model?) {
    snippet = """
      Settings | Tools | AI Assistant | Providers & API keys, Third-party AI providers:
        Provider     OpenAI-compatible
        URL          \(connection.url)/v1
        API key      \(connection.key)
        Model        \(model?.id ?? "one of those that `ctxgw models` lists")
        Tool calling \(model?.tools == "none" ? "off" : "on")

      """
  }
}
