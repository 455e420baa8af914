import Conversations
import Wire

/// The canonical bytes of a message, of which its identity is the hash.
///
/// Two messages that differ only in what clients change from turn to turn have one form: `cache_control`, a text in
/// place of one text block, the order of keys, escapes, white space, empty texts, a text cut into several blocks,
/// thinking that is kept or dropped, reminders that come and go. Whatever else differs, differs.
///
/// Every item is a tag and, where it has a length, that length: what was said can be told from how it was cut.
/// Numbers are compared by their digits. Of duplicate keys the last counts.
struct AnthropicCanonicalForm {
  private var bytes: [UInt8] = []
  /// Where the length of the text run that is being written stands; nil outside of one.
  private var textStart: Int?
  private var role = Role.user
  private var keepsReminders = false

  /// What an item is; raw values are part of the stored identity and never change.
  private enum Tag: UInt8 {
    case text = 0x01, toolCall, toolResult, failedToolResult, block, end
    case object, array, string, number, yes, no, null
  }

  /// Memory above this many bytes is given back after the message that needed it.
  private static let keptCapacity = 1 << 20

  /// The identity of a message.
  mutating func fingerprint(of content: JSONValue?, role: Role) -> Fingerprint {
    self.role = role
    write(content, keepingReminders: role != .user)
    // A message of nothing but reminders is what they say; without them all such messages would be one.
    if bytes.count == 1, role == .user { write(content, keepingReminders: true) }
    defer { bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity) }
    return Fingerprint(of: bytes)
  }

  private mutating func write(_ content: JSONValue?, keepingReminders: Bool) {
    bytes.removeAll(keepingCapacity: true)
    keepsReminders = keepingReminders
    bytes.append(Self.tag(of: role))
    content?.withUnsafeValue { writeContent($0, isInsideResult: false) }
    closeText()
  }

  private static func tag(of role: Role) -> UInt8 {
    switch role {
    case .user: UInt8(ascii: "u")
    case .assistant: UInt8(ascii: "a")
    case .system: UInt8(ascii: "s")
    case .tool: UInt8(ascii: "t")
    }
  }

  // MARK: Blocks

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
      begin(.block)
      write(block, isInput: false)
    }
  }

  private mutating func writeToolCall(_ block: UnsafeJSONValue) {
    begin(.toolCall)
    write(block["id"], isInput: true)
    write(block["name"], isInput: true)
    write(block["input"], isInput: true)
  }

  private mutating func writeToolResult(_ block: UnsafeJSONValue) {
    begin(block["is_error"]?.bool == true ? .failedToolResult : .toolResult)
    write(block["tool_use_id"], isInput: true)
    if let content = block["content"] { writeContent(content, isInsideResult: true) }
    begin(.end)
  }

  private mutating func begin(_ tag: Tag) {
    closeText()
    bytes.append(tag.rawValue)
  }

  // MARK: Text

  /// Adds to the run of text; runs go on over block borders.
  private mutating func writeText(_ text: UnsafeJSONValue, isInsideResult: Bool) {
    openText()
    let start = bytes.count
    text.appendDecoded(to: &bytes)
    if !keepsReminders, !isInsideResult, Reminder.isAll(of: bytes[start...]) {
      bytes.removeSubrange(start...)
    }
  }

  private mutating func openText() {
    guard textStart == nil else { return }
    bytes.append(Tag.text.rawValue)
    textStart = bytes.count
    append(length: 0)
  }

  private mutating func closeText() {
    guard let start = textStart else { return }
    textStart = nil
    let length = bytes.count - start - 8
    if length == 0 {
      bytes.removeSubrange((start - 1)...)
    } else {
      put(length: length, at: start)
    }
  }

  // MARK: Values

  /// Any value. `isInput` says that it is what a tool is called with, where every key means something.
  private mutating func write(_ value: UnsafeJSONValue?, isInput: Bool) {
    guard let value else { return bytes.append(Tag.null.rawValue) }
    switch value.kind {
    case .object: writeObject(value, isInput: isInput)
    case .array:
      bytes.append(Tag.array.rawValue)
      append(length: value.count)
      value.forEachElement { write($0, isInput: isInput) }
    case .string: writeSized(.string) { value.appendDecoded(to: &$0) }
    case .number: writeSized(.number) { $0.append(contentsOf: value.bytes) }
    case .true: bytes.append(Tag.yes.rawValue)
    case .false: bytes.append(Tag.no.rawValue)
    case .null: bytes.append(Tag.null.rawValue)
    }
  }

  private mutating func writeObject(_ object: UnsafeJSONValue, isInput: Bool) {
    var members: [(key: [UInt8], place: Int, value: UnsafeJSONValue)] = []
    members.reserveCapacity(object.count)
    object.forEachMember { key, value in
      if !isInput, key.isString("cache_control") { return }
      var name: [UInt8] = []
      key.appendDecoded(to: &name)
      members.append((name, members.count, value))
    }
    members.sort { $0.key == $1.key ? $0.place > $1.place : $0.key.lexicographicallyPrecedes($1.key) }
    members = members.indices.filter { $0 == 0 || members[$0].key != members[$0 - 1].key }.map { members[$0] }
    bytes.append(Tag.object.rawValue)
    append(length: members.count)
    for (key, _, value) in members {
      writeSized(.string) { $0.append(contentsOf: key) }
      write(value, isInput: isInput || key.elementsEqual("input".utf8))
    }
  }

  private mutating func writeSized(_ tag: Tag, _ body: (inout [UInt8]) -> Void) {
    bytes.append(tag.rawValue)
    let start = bytes.count
    append(length: 0)
    body(&bytes)
    put(length: bytes.count - start - 8, at: start)
  }

  private mutating func append(length: Int) {
    withUnsafeBytes(of: UInt64(length).littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func put(length: Int, at offset: Int) {
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt64(length).littleEndian, toByteOffset: offset, as: UInt64.self)
    }
  }
}
