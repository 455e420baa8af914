import TestKit
import Wire

/// A conversation as a client holds it, and the ways in which it may write it down.
struct Script {
  /// A piece of a message.
  enum Block {
    case text(String)
    case thinking(String)
    case call(id: String, name: String, input: [(key: String, value: String)])
    case result(id: String, text: String, isError: Bool)
    case picture
  }

  /// A message.
  struct Line {
    var role: String
    var blocks: [Block]
  }

  /// How it is written down this time.
  struct Hand {
    /// Lists where a text would do.
    var usesLists = true
    /// Marks the last blocks for the vendor's cache.
    var marksCache = false
    /// Keys of arguments the other way round.
    var reversesKeys = false
    /// Results of all but the newest messages, replaced by a sentence of the client's.
    var shortensBefore = 0
  }

  var system = "You are an agent."
  var tools = ["Read", "Edit", "Bash", "Grep", "TodoWrite"]
  var lines: [Line] = []

  /// The sentence with which the client replaces results.
  static let cleared = "[Old tool result content cleared]"

  /// The request's body.
  func body(_ hand: Hand = Hand()) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", "m")
    writer.field("max_tokens", 1_000)
    writer.field("system", system)
    writer.key("tools")
    writer.beginArray()
    for tool in tools { writer.raw(Self.definition(of: tool)) }
    writer.endArray()
    writer.key("messages")
    writer.beginArray()
    for (index, line) in lines.enumerated() {
      let isMarked = hand.marksCache && index >= lines.count - 2
      line.write(to: &writer, hand, isMarked: isMarked, isShortened: index < hand.shortensBefore)
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  /// A result as it is written.
  static func shown(_ text: String, isShortened: Bool) -> String {
    isShortened && text.utf8.count > 400 ? cleared : text
  }

  /// A call's arguments as they are written.
  static func arguments(_ input: [(key: String, value: String)], _ hand: Hand) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in hand.reversesKeys ? input.reversed() : input { writer.field(key, value) }
    writer.endObject()
    return writer.bytes
  }

  private static func definition(of tool: String) -> [UInt8] {
    Array(
      #"{"name":"\#(tool)","description":"Does \#(tool). Use it well.","input_schema":{"type":"object","properties":{"path":{"type":"string"},"text":{"type":"string"}}}}"#
        .utf8)
  }
}

extension Script.Line {
  fileprivate func write(
    to writer: inout JSONWriter, _ hand: Script.Hand, isMarked: Bool, isShortened: Bool
  ) {
    writer.beginObject()
    writer.field("role", role)
    if blocks.count == 1, case .text(let text) = blocks[0], !hand.usesLists {
      writer.field("content", text)
    } else {
      writer.key("content")
      writer.beginArray()
      for (index, block) in blocks.enumerated() {
        block.write(
          to: &writer, hand, isMarked: isMarked && index == blocks.count - 1, isShortened: isShortened)
      }
      writer.endArray()
    }
    writer.endObject()
  }
}

extension Script.Block {
  fileprivate func write(
    to writer: inout JSONWriter, _ hand: Script.Hand, isMarked: Bool, isShortened: Bool
  ) {
    writer.beginObject()
    switch self {
    case .text(let text):
      writer.field("type", "text")
      writer.field("text", text)
    case .thinking(let text):
      writer.field("type", "thinking")
      writer.field("thinking", text)
      writer.field("signature", "s")
    case .call(let id, let name, let input):
      writer.field("type", "tool_use")
      writer.field("id", id)
      writer.field("name", name)
      writer.key("input")
      writer.raw(Script.arguments(input, hand))
    case .result(let id, let text, let isError):
      writer.field("type", "tool_result")
      writer.field("tool_use_id", id)
      if isError { writer.field("is_error", true) }
      writer.field("content", Script.shown(text, isShortened: isShortened))
    case .picture:
      writer.field("type", "image")
      writer.key("source")
      writer.raw(Array(#"{"type":"base64","media_type":"image/png","data":"AAAA"}"#.utf8))
    }
    if isMarked {
      writer.key("cache_control")
      writer.raw(Array(#"{"type":"ephemeral"}"#.utf8))
    }
    writer.endObject()
  }
}
