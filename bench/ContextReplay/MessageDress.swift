import Wire

/// How a client writes a message down this time; what it says stays what it was.
struct MessageDress {
  /// The sentence that Claude Code puts in place of old results.
  static let clearedResult = "[Old tool result content cleared]"

  /// Whether a text that could be a string or a list of one block is the other of the two.
  var flipsForm = false
  /// Whether keys stand in another order.
  var reversesKeys = false
  /// Whether results are replaced by a sentence.
  var clearsResults = false
  /// Whether the last block has a cache mark.
  var hasCacheMark = false
  /// Texts at the end, each a block of its own.
  var additions: [String] = []

  /// A message in this dress.
  func dressed(_ message: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if reversesKeys {
      writeContent(message, to: &writer)
      writer.field("role", message["role"]?.string ?? "user")
    } else {
      writer.field("role", message["role"]?.string ?? "user")
      writeContent(message, to: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private func writeContent(_ message: JSONValue, to writer: inout JSONWriter) {
    writer.key("content")
    let blocks = Self.blocks(of: message)
    if additions.isEmpty, !hasCacheMark, let text = soleText(blocks, of: message) {
      return writer.string(text)
    }
    writer.beginArray()
    let last = blocks.count + additions.count - 1
    for (place, block) in blocks.enumerated() {
      write(block, isMarked: hasCacheMark && place == last, to: &writer)
    }
    for (place, text) in additions.enumerated() {
      writeText(text, isMarked: hasCacheMark && blocks.count + place == last, to: &writer)
    }
    writer.endArray()
  }

  /// The content of a message as blocks; a string is a text.
  static func blocks(of message: JSONValue) -> [JSONValue] {
    guard let content = message["content"] else { return [] }
    return content.kind == .array ? Array(content.elements) : [content]
  }

  /// The text that is written as a string.
  private func soleText(_ blocks: [JSONValue], of message: JSONValue) -> String? {
    guard blocks.count == 1, let text = blocks[0].string ?? blocks[0]["text"]?.string else { return nil }
    let isString = message["content"]?.kind == .string
    return isString != flipsForm ? text : nil
  }

  private func write(_ block: JSONValue, isMarked: Bool, to writer: inout JSONWriter) {
    if let text = block.string { return writeText(text, isMarked: isMarked, to: &writer) }
    var members = block.members.map { (key: $0.key.string ?? "", value: $0.value) }
    if reversesKeys { members.reverse() }
    writer.beginObject()
    for (key, value) in members where key != "cache_control" {
      writer.key(key)
      if key == "content", block["type"]?.isString("tool_result") == true {
        writeResult(value, to: &writer)
      } else if key == "input" {
        writeReordered(value, to: &writer)
      } else {
        writer.raw(value)
      }
    }
    if isMarked { writeMark(to: &writer) }
    writer.endObject()
  }

  private func writeResult(_ content: JSONValue, to writer: inout JSONWriter) {
    if clearsResults { return writer.string(Self.clearedResult) }
    guard flipsForm else { return writer.raw(content) }
    if let text = content.string {
      writer.beginArray()
      writeText(text, isMarked: false, to: &writer)
      writer.endArray()
    } else if content.count == 1, let text = content.elements.first(where: { _ in true })?["text"]?.string {
      writer.string(text)
    } else {
      writer.raw(content)
    }
  }

  private func writeReordered(_ input: JSONValue, to writer: inout JSONWriter) {
    guard reversesKeys, input.kind == .object else { return writer.raw(input) }
    writer.beginObject()
    for (key, value) in input.members.reversed() {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
    writer.endObject()
  }

  private func writeText(_ text: String, isMarked: Bool, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "text")
    writer.field("text", text)
    if isMarked { writeMark(to: &writer) }
    writer.endObject()
  }

  private func writeMark(to writer: inout JSONWriter) {
    writer.key("cache_control")
    writer.beginObject()
    writer.field("type", "ephemeral")
    writer.endObject()
  }
}
