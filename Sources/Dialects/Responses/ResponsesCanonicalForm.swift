import Conversations
import Wire

/// What of an item is its identity.
///
/// Two items that differ only in what clients and vendors change from turn to turn have one form: the ids of items,
/// `status`, `phase`, metadata, a text in place of one text part, a call of a function and of a custom tool that means
/// the same. A call's arguments are compared as JSON. Reasoning that somebody signed is what was signed, in whichever
/// form it is shown; other reasoning is its text. Whatever else differs, differs.
struct ResponsesCanonicalForm {
  private var writer = CanonicalWriter()

  /// The members of an item that are no part of what it says.
  private static let passing: Set<String> = [
    "id", "status", "phase", "metadata", "internal_chat_message_metadata_passthrough",
  ]

  /// The identity of an item.
  mutating func fingerprint(of item: JSONValue, role: Role) -> Fingerprint {
    writer.begin(role)
    switch ResponsesItemType(of: item) {
    case .message: content(item["content"])
    case .reasoning: reasoning(item)
    case .functionCall, .customToolCall, .localShellCall, .shellCall, .applyPatchCall, .toolSearchCall:
      call(ResponsesCall.read(item))
    case .functionCallOutput, .customToolCallOutput, .localShellCallOutput, .shellCallOutput,
      .applyPatchCallOutput:
      output(item)
    case .toolSearchOutput, .additionalTools, .configurationUpdate, .itemReference, .compaction,
      .compactionTrigger, nil:
      block(item)
    }
    return writer.fingerprint()
  }

  private mutating func content(_ content: JSONValue?) {
    content?.withUnsafeValue { content in
      if content.kind == .string { return writer.text(content) }
      content.forEachElement { part in
        if let text = ResponsesContent.text(of: part) {
          writer.text(text)
        } else {
          writer.begin(.block)
          writer.value(part, isInput: false)
        }
      }
    }
  }

  private mutating func reasoning(_ item: JSONValue) {
    writer.begin(.block)
    writer.text("reasoning".utf8)
    writer.begin(.end)
    if let signature = item["encrypted_content"]?.string, let mark = ReasoningMark(ofShown: signature) {
      writer.text(mark.hash.utf8)
    } else {
      writer.text(ResponsesReasoning.text(of: item).utf8)
    }
  }

  private mutating func call(_ call: ToolCall) {
    writer.begin(.toolCall)
    writer.text(call.id.utf8)
    writer.begin(.end)
    writer.text(call.name.utf8)
    writer.begin(.end)
    // A custom tool's text is what the model wrote, where it wrote no arguments in the form for one.
    let input = try? JSONDocument(parsing: ToolInput.object(from: FreeformTool.text(of: call.input)))
    input?.root.withUnsafeValue { writer.value($0, isInput: true) }
  }

  private mutating func output(_ item: JSONValue) {
    writer.begin(ResponsesCall.hasFailed(item) ? .failedToolResult : .toolResult)
    writer.text(ResponsesCall.id(of: item).utf8)
    writer.begin(.end)
    content(item["output"])
  }

  /// An item of any other type is all of its members.
  private mutating func block(_ item: JSONValue) {
    var members = JSONWriter()
    members.beginObject()
    for (key, value) in item.members {
      guard let name = key.string, !Self.passing.contains(name) else { continue }
      members.key(name)
      members.raw(value)
    }
    members.endObject()
    writer.begin(.block)
    JSONValue(written: members).withUnsafeValue { writer.value($0, isInput: false) }
  }
}
