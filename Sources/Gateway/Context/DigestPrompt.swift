import ContextEngine
import Wire

/// What a model is asked for when it is to write a digest.
enum DigestPrompt {
  private static let system = """
    You write working notes for a coding agent whose older steps no longer fit into its window. Write what the agent needs \
    in order to go on, under these headings and in this order, leaving out those with nothing to say: Goal; What the user \
    demands (verbatim); Done; In progress; Decisions and why; Errors and whether they are fixed; Files and their state; Next \
    step. Keep identifiers, paths, numbers and error messages literally as they are. Invent nothing. No introduction.
    """

  /// The body of the request, in Anthropic's dialect.
  static func body(for steps: RemovedSteps, model: String) -> [UInt8] {
    let earlier =
      steps.earlierDigest.isEmpty ? "" : "The notes so far:\n\n\(steps.earlierDigest)\n\n"
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", model)
    writer.field("max_tokens", DigestCheck.longest)
    writer.field("temperature", 0)
    writer.field("system", system)
    writer.key("messages")
    writer.beginArray()
    writer.beginObject()
    writer.field("role", "user")
    writer.field("content", earlier + "The steps to write down:\n\n\(steps.transcript)")
    writer.endObject()
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
