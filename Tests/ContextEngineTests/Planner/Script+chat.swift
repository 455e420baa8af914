import Wire

/// The script as clients of chat completions write it: each result and what the user says besides are messages of their
/// own.
extension Script {
  /// The request's body.
  func chatBody(_ hand: Hand) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", "m")
    writer.field("max_tokens", 1_000)
    writer.key("tools")
    writer.beginArray()
    for tool in tools {
      writer.beginObject()
      writer.field("type", "function")
      writer.key("function")
      writer.raw(Self.function(tool, extra: ""))
      writer.endObject()
    }
    writer.endArray()
    writer.key("messages")
    writer.beginArray()
    Line(role: "system", blocks: [.text(system)]).writeChat(to: &writer, hand, isShortened: false)
    for (index, line) in lines.enumerated() {
      line.writeChat(to: &writer, hand, isShortened: index < hand.shortensBefore)
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  /// A function's definition.
  static func function(_ name: String, extra: String) -> [UInt8] {
    Array(
      (#"{\#(extra)"name":"\#(name)","description":"Does \#(name). Use it well.","parameters":"#
        + #"{"type":"object","properties":{"path":{"type":"string"},"text":{"type":"string"}}}}"#).utf8)
  }
}

extension Script.Line {
  /// The texts and the pictures in it.
  var words: [Script.Block] {
    blocks.filter {
      switch $0 {
      case .text, .picture: true
      case .thinking, .call, .result: false
      }
    }
  }

  /// Whether it is nothing but results.
  private var isResults: Bool {
    !blocks.isEmpty && blocks.allSatisfy { if case .result = $0 { true } else { false } }
  }

  fileprivate func writeChat(to writer: inout JSONWriter, _ hand: Script.Hand, isShortened: Bool) {
    for case .result(let id, let text, _) in blocks {
      writer.beginObject()
      writer.field("role", "tool")
      writer.field("tool_call_id", id)
      writer.field("content", Script.shown(text, isShortened: isShortened))
      writer.endObject()
    }
    if isResults { return }
    writer.beginObject()
    writer.field("role", role)
    writeContent(to: &writer, hand)
    for case .thinking(let text) in blocks { writer.field("reasoning_content", text) }
    if role == "assistant" { writeCalls(to: &writer, hand) }
    writer.endObject()
  }

  private func writeContent(to writer: inout JSONWriter, _ hand: Script.Hand) {
    writer.key("content")
    if words.isEmpty { return hand.usesLists ? writer.string("") : writer.null() }
    if words.count == 1, case .text(let text) = words[0], !hand.usesLists { return writer.string(text) }
    writer.beginArray()
    for word in words {
      if case .text(let text) = word {
        writer.beginObject()
        writer.field("type", "text")
        writer.field("text", text)
        writer.endObject()
      } else {
        writer.raw(Array(#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}"#.utf8))
      }
    }
    writer.endArray()
  }

  private func writeCalls(to writer: inout JSONWriter, _ hand: Script.Hand) {
    let calls = blocks.filter { if case .call = $0 { true } else { false } }
    if calls.isEmpty { return }
    writer.key("tool_calls")
    writer.beginArray()
    for case .call(let id, let name, let input) in calls {
      writer.beginObject()
      writer.field("id", id)
      writer.field("type", "function")
      writer.key("function")
      writer.beginObject()
      writer.field("name", name)
      writer.key("arguments")
      writer.string(bytes: Script.arguments(input, hand))
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
  }
}
