import Conversations
import Wire

/// The list of models as Codex wants it (`GET /v1/models?client_version=…`): what it must know of a model that it does not
/// have built in, above all its window.
///
/// It says nothing that would make Codex ask differently than it asks an unknown model, but for the instructions, of which
/// Codex has 17 KB that a small window has no room for.
public enum CodexCatalogue {
  /// The body of the whole list, the models in the order in which a picker shows them. Aliases are left out: they are for
  /// clients that know only one vendor's names.
  public static func body(of offers: [OfferedModel]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("models")
    writer.beginArray()
    for (place, offer) in offers.enumerated() { write(offer, at: place, to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  /// What the model is told it is, in place of Codex's own instructions.
  static let instructions = """
    You are a coding agent at work in a user's repository, through a terminal. Read before you change: look for files \
    and text with rg, and open what you mean to edit. Make the smallest change that does what was asked, in the style of \
    what is around it, and leave alone what you were not asked about. Run the project's own checks where there are any. \
    When a command fails, read what it says before you try again. Go on until the task is done, then say in a few \
    sentences what you changed and what you could not verify.
    """

  private static func write(_ offer: OfferedModel, at place: Int, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("slug", offer.id)
    writer.field("display_name", offer.displayName)
    writer.field("description", "")
    writeReasoning(offer, to: &writer)
    writer.field("shell_type", "shell_command")
    writer.field("visibility", "list")
    writer.field("supported_in_api", true)
    writer.field("priority", place + 1)
    for key in ["availability_nux", "upgrade", "default_verbosity", "apply_patch_tool_type"] {
      writer.key(key)
      writer.null()
    }
    writer.field("base_instructions", instructions)
    writer.field("supports_reasoning_summaries", false)
    writer.field("support_verbosity", false)
    // What Codex keeps of a tool's output of a model it does not know; what is too much for the window is cut here.
    writer.key("truncation_policy")
    writer.beginObject()
    writer.field("mode", "tokens")
    writer.field("limit", 10_000)
    writer.endObject()
    writer.field("supports_parallel_tool_calls", false)
    writer.key("context_window")
    if let window = offer.window { writer.number(window.tokens) } else { writer.null() }
    writer.key("experimental_supported_tools")
    writer.beginArray()
    writer.endArray()
    writer.endObject()
  }

  /// Levels are offered only for a model that is known to think: Codex sends the chosen one with every request.
  private static func writeReasoning(_ offer: OfferedModel, to writer: inout JSONWriter) {
    let efforts = offer.traits.thinks == true ? ["low", "medium", "high"] : []
    writer.key("default_reasoning_level")
    if efforts.isEmpty { writer.null() } else { writer.string("medium") }
    writer.key("supported_reasoning_levels")
    writer.beginArray()
    for effort in efforts {
      writer.beginObject()
      writer.field("effort", effort)
      writer.field("description", "")
      writer.endObject()
    }
    writer.endArray()
  }
}
