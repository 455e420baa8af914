/// Clients that speak chat completions, and Ollama's.
extension ClientSetup {
  /// Programs made with OpenAI's libraries, of which older ones read the second name of the URL.
  mutating func setUpOpenAI(_ connection: ClientConnection, _ model: ModelsReport.Model?) {
    set("OPENAI_BASE_URL", "\(connection.url)/v1")
    set("OPENAI_API_BASE", "\(connection.url)/v1")
    set("OPENAI_API_KEY", connection.key)
    if let model { remarks.append("The model's name is \(model.id).") }
  }

  /// aider. What it does not know of a model it asks about, unless told not to.
  mutating func setUpAider(_ connection: ClientConnection, _ model: ModelsReport.Model?) {
    set("OPENAI_API_BASE", "\(connection.url)/v1")
    set("OPENAI_API_KEY", connection.key)
    if let model { set("AIDER_MODEL", "openai/\(model.id)") }
    set("AIDER_SHOW_MODEL_WARNINGS", "false")
  }

  /// Ollama's own program and libraries.
  mutating func setUpOllama(_ connection: ClientConnection) {
    set("OLLAMA_HOST", connection.url)
    if connection.token != nil {
      remarks.append("Ollama's own program sends no token; server.auth_token keeps it out.")
    }
  }

  /// OpenCode, whose configuration also fits into a variable.
  mutating func setUpOpenCode(_ connection: ClientConnection, _ model: ModelsReport.Model?) {
    var lines = [
      "{", #"  "$schema": "https://opencode.ai/config.json","#,
    ]
    if let model { lines.append("  \"model\": \(Self.string("ctxgw/\(model.id)")),") }
    lines += [
      #"  "provider": {"#, #"    "ctxgw": {"#, #"      "npm": "@ai-sdk/openai-compatible","#,
      #"      "name": "ctxgw","#,
      "      \"options\": { \"baseURL\": \(Self.string("\(connection.url)/v1")), \"apiKey\": \(Self.string(connection.key)) },",
      "      \"models\": {\(model.map { " \(Self.openCodeEntry($0)) " } ?? "")}",
      "    }", "  }", "}", "",
    ]
    let text = lines.joined(separator: "\n")
    snippet = text
    set("OPENCODE_CONFIG_CONTENT", text)
  }

  private static func openCodeEntry(_ model: ModelsReport.Model) -> String {
    let limit = DeclaredWindow(model).map {
      ", \"limit\": { \"context\": \($0.tokens), \"output\": \($0.output) }"
    }
    return "\(string(model.id)): { \"name\": \(string(model.name))\(limit ?? "") }"
  }
}
