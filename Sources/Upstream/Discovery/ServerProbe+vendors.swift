import Conversations
import Wire

/// Vendors whose lists are made in ways of their own. A vendor that limits the prompt rather than prompt and answer
/// together has that limit taken for the window: there is always room for what it lets pass.
extension ServerProbe {
  /// Anthropic. Its list tells limits and capabilities.
  static func anthropic(path: String) -> ServerProbe {
    ServerProbe(paths: [path]) { answers in
      guard let list = answers[0].object?["data"], list.kind == .array else { return .unrecognised }
      return .models(list.elements.compactMap(anthropicCard))
    }
  }

  private static func anthropicCard(_ entry: JSONValue) -> ModelCard? {
    guard let id = id(entry["id"]) else { return nil }
    let capabilities = entry["capabilities"]
    var traits = ModelTraits.full
    traits.acceptsImages = capabilities?["image_input"]?["supported"]?.bool ?? true
    traits.thinks = capabilities?["thinking"]?["supported"]?.bool
    return ModelCard(
      id: id, window: listedWindow(entry["max_input_tokens"]), traits: traits, isLoaded: true,
      displayName: self.id(entry["display_name"]), maxOutputTokens: tokens(entry["max_tokens"]))
  }

  /// Gemini. Its ids have `models/` in front of them, and not all of them answer.
  static func gemini(path: String) -> ServerProbe {
    ServerProbe(paths: [path]) { answers in
      guard let list = answers[0].object?["models"], list.kind == .array else { return .unrecognised }
      return .models(list.elements.compactMap(geminiCard))
    }
  }

  private static func geminiCard(_ entry: JSONValue) -> ModelCard? {
    guard let name = id(entry["name"]),
      entry["supportedGenerationMethods"]?.contains("generateContent") != false
    else { return nil }
    var traits = ModelTraits.full
    traits.thinks = entry["thinking"]?.bool
    return ModelCard(
      id: name.hasPrefix("models/") ? String(name.dropFirst(7)) : name,
      window: listedWindow(entry["inputTokenLimit"]), traits: traits, isLoaded: true,
      displayName: id(entry["displayName"]), maxOutputTokens: tokens(entry["outputTokenLimit"]))
  }

  /// GitHub Copilot. Its prompts are limited far below what its models are capable of; models that the account has not
  /// agreed to, or that are reached by another path, are not offered.
  ///
  /// - Parameter endpoint: where messages are sent.
  static func copilot(path: String, endpoint: String) -> ServerProbe {
    ServerProbe(paths: [path]) { answers in
      guard let list = answers[0].object?["data"], list.kind == .array else { return .unrecognised }
      return .models(list.elements.compactMap { copilotCard($0, endpoint: endpoint) })
    }
  }

  private static func copilotCard(_ entry: JSONValue, endpoint: String) -> ModelCard? {
    let capabilities = entry["capabilities"]
    let endpoints = entry["supported_endpoints"]?.elements.compactMap(\.string)
    guard let id = id(entry["id"]), capabilities?["type"]?.isString("chat") != false,
      entry["policy"]?["state"]?.isString("enabled") != false, endpoints?.contains(endpoint) != false
    else { return nil }
    let limits = capabilities?["limits"]
    let supports = capabilities?["supports"]
    var traits = ModelTraits.full
    traits.acceptsImages = supports?["vision"]?.bool ?? false
    if supports?["tool_calls"]?.bool != true { traits.toolUse = .none }
    return ModelCard(
      id: id, window: listedWindow(limits?["max_prompt_tokens"] ?? limits?["max_context_window_tokens"]),
      traits: traits, isLoaded: true, displayName: self.id(entry["name"]),
      maxOutputTokens: tokens(limits?["max_output_tokens"]))
  }

  private static func listedWindow(_ value: JSONValue?) -> ContextWindow? {
    tokens(value).map { ContextWindow(tokens: $0, source: .table) }
  }
}
