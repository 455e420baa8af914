import Conversations
import Wire

extension ServerProbe {
  /// A server that speaks like OpenAI's. Its list need have nothing but ids; what vendors tell besides is taken in the
  /// words of any of them.
  ///
  /// - Parameters:
  ///   - path: where the list is, below the base URL.
  ///   - isLocal: whether the windows it tells are those that are loaded, and a model that tells nothing is taken for the
  ///     least; a vendor's is taken for one that can do everything.
  public static func openAI(path: String, isLocal: Bool) -> ServerProbe {
    ServerProbe(paths: [path]) { answers in
      guard let list = openAIList(answers[0]) else { return .unrecognised }
      return .models(list.elements.compactMap { openAICard($0, isLocal: isLocal) })
    }
  }

  /// The list of models: Together's is all there is, the others' is a member.
  private static func openAIList(_ answer: ProbeAnswer) -> JSONValue? {
    guard answer.status == 200, let root = try? JSONDocument(parsing: answer.body).root else { return nil }
    let list = root.kind == .array ? root : root["data"]
    return list?.kind == .array ? list : nil
  }

  private static func openAICard(_ entry: JSONValue, isLocal: Bool) -> ModelCard? {
    guard let id = id(entry["id"]), !isOtherwiseUsed(entry) else { return nil }
    let source = isLocal ? ContextWindow.Source.loaded : .table
    return ModelCard(
      id: id, window: openAIWindow(entry).map { ContextWindow(tokens: $0, source: source) },
      traits: openAITraits(entry, else: isLocal ? .textOnly : .full), isLoaded: true,
      displayName: self.id(entry["name"]),
      maxOutputTokens: tokens(entry["top_provider"]?["max_completion_tokens"])
    )
  }

  /// The smallest of what is told: OpenRouter's provider may offer less than the model is capable of.
  private static func openAIWindow(_ entry: JSONValue) -> Int? {
    let told = [
      entry["max_model_len"], entry["context_length"], entry["context_window"], entry["max_context_length"],
      entry["top_provider"]?["context_length"],
    ]
    return told.compactMap(tokens).min()
  }

  private static func openAITraits(_ entry: JSONValue, else unsaid: ModelTraits) -> ModelTraits {
    var traits = unsaid
    let capabilities = entry["capabilities"]
    let parameters = entry["supported_parameters"]
    let modalities = entry["architecture"]?["input_modalities"]
    traits.acceptsImages =
      modalities?.contains("image") ?? capabilities?["vision"]?.bool ?? unsaid.acceptsImages
    let callsTools = parameters?.contains("tools") ?? capabilities?["function_calling"]?.bool
    if callsTools == false { traits.toolUse = .none }
    traits.thinks = parameters?.contains("reasoning") ?? capabilities?["reasoning"]?.bool
    return traits
  }

  /// Whether nobody can talk to it: Mistral and Together tell.
  private static func isOtherwiseUsed(_ entry: JSONValue) -> Bool {
    if entry["capabilities"]?["completion_chat"]?.bool == false { return true }
    guard let type = entry["type"]?.string else { return false }
    return ["image", "embedding", "moderation", "rerank", "audio", "transcribe", "video"].contains(type)
  }
}
