import Conversations
import Wire

/// The identity of a message, by its canonical bytes.
///
/// Two messages that differ only in what clients change from turn to turn have one form: `cache_control`, a text in
/// place of one text block, the order of keys, escapes, white space, empty texts, a text cut into several blocks,
/// thinking that is kept or dropped, reminders that come and go. Whatever else differs, differs.
struct AnthropicCanonicalForm {
  private var writer = CanonicalWriter()
  private var role = Role.user
  private var keepsReminders = false

  /// The identity of a message.
  mutating func fingerprint(of content: JSONValue?, role: Role) -> Fingerprint {
    self.role = role
    write(content, keepingReminders: role != .user)
    // A message of nothing but reminders is what they say; without them all such messages would be one.
    if writer.isEmpty, role == .user { write(content, keepingReminders: true) }
    return writer.fingerprint()
  }

  private mutating func write(_ content: JSONValue?, keepingReminders: Bool) {
    keepsReminders = keepingReminders
    writer.begin(role)
    content?.withUnsafeValue { writeContent($0, isInsideResult: false) }
    writer.closeText()
  }

  /// A text, or a list of blocks. Text that follows a tool call is moved before it by Claude Code when it sends the
  /// answer back, so calls come last.
  private mutating func writeContent(_ content: UnsafeJSONValue, isInsideResult: Bool) {
    if content.kind == .string { return writeText(content, isInsideResult: isInsideResult) }
    content.forEachElement { block in
      if !Self.isToolCall(block) { writeBlock(block, isInsideResult: isInsideResult) }
    }
    content.forEachElement { block in
      if Self.isToolCall(block) { writeToolCall(block) }
    }
  }

  private static func isToolCall(_ block: UnsafeJSONValue) -> Bool {
    block["type"]?.isString("tool_use") == true
  }

  private mutating func writeBlock(_ block: UnsafeJSONValue, isInsideResult: Bool) {
    switch block["type"]?.string {
    case "text":
      if let text = block["text"] { writeText(text, isInsideResult: isInsideResult) }
    case "thinking" where role == .assistant, "redacted_thinking" where role == .assistant: break
    case "tool_result": writeToolResult(block)
    default:
      writer.begin(.block)
      writer.value(block, isInput: false)
    }
  }

  private mutating func writeText(_ text: UnsafeJSONValue, isInsideResult: Bool) {
    let mayBeReminder = !keepsReminders && !isInsideResult
    writer.text(text, unless: { mayBeReminder && Reminder.isAll(of: $0) })
  }

  private mutating func writeToolCall(_ block: UnsafeJSONValue) {
    writer.begin(.toolCall)
    writer.value(block["id"], isInput: true)
    writer.value(block["name"], isInput: true)
    writer.value(block["input"], isInput: true)
  }

  private mutating func writeToolResult(_ block: UnsafeJSONValue) {
    writer.begin(block["is_error"]?.bool == true ? .failedToolResult : .toolResult)
    writer.value(block["tool_use_id"], isInput: true)
    if let content = block["content"] { writeContent(content, isInsideResult: true) }
    writer.begin(.end)
  }
}
