import Conversations
import Wire

/// OpenAI's list of models (`GET /v1/models`), and one entry of it.
///
/// Entries also have what Anthropic's list has, for clients that do not say whose list they want, and the window under
/// the names that clients of other servers look for it: `context_length` (OpenRouter), `context_window` (Groq),
/// `max_model_len` (vLLM).
public enum OpenAIModelList {
  /// The body of the whole list, which has no pages.
  public static func body(of offers: [OfferedModel]) -> [UInt8] {
    let entries = ListedModel.entries(of: offers)
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("object", "list")
    writer.key("data")
    writer.beginArray()
    for entry in entries { write(entry, to: &writer) }
    writer.endArray()
    writer.field("has_more", false)
    for (key, id) in [("first_id", entries.first?.id), ("last_id", entries.last?.id)] {
      writer.key(key)
      if let id { writer.string(id) } else { writer.null() }
    }
    writer.endObject()
    return writer.bytes
  }

  /// The body that tells of one model; nil when none has this name.
  public static func body(of name: String, in offers: [OfferedModel]) -> [UInt8]? {
    ListedModel.entry(named: name, in: offers).map { entry in
      var writer = JSONWriter()
      write(entry, to: &writer)
      return writer.bytes
    }
  }

  private static func write(_ entry: ListedModel, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", entry.id)
    writer.field("object", "model")
    writer.field("type", "model")
    writer.field("created", 0)
    writer.field("created_at", "1970-01-01T00:00:00Z")
    writer.field("owned_by", entry.offer.backend)
    writer.field("display_name", entry.offer.displayName)
    if let window = entry.offer.window {
      for key in ["context_length", "context_window", "max_model_len", "max_input_tokens"] {
        writer.field(key, window.tokens)
      }
    }
    if let output = entry.offer.maxOutputTokens { writer.field("max_tokens", output) }
    writer.endObject()
  }
}
