import Wire

/// The script as clients of Responses write it: reasoning, words, calls and results are items of their own.
extension Script {
  /// The request's body.
  func responsesBody(_ hand: Hand) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", "m")
    writer.field("max_output_tokens", 1_000)
    writer.field("instructions", system)
    writer.key("tools")
    writer.beginArray()
    for tool in tools { writer.raw(Self.function(tool, extra: #""type":"function","#)) }
    writer.endArray()
    writer.key("input")
    writer.beginArray()
    for (index, line) in lines.enumerated() {
      line.writeItems(to: &writer, hand, isShortened: index < hand.shortensBefore)
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}

extension Script.Line {
  fileprivate func writeItems(to writer: inout JSONWriter, _ hand: Script.Hand, isShortened: Bool) {
    for case .result(let id, let text, _) in blocks {
      writer.beginObject()
      writer.field("type", "function_call_output")
      writer.field("call_id", id)
      writer.field("output", Script.shown(text, isShortened: isShortened))
      writer.endObject()
    }
    for case .thinking(let text) in blocks { Self.writeReasoning(text, to: &writer) }
    if !words.isEmpty || blocks.isEmpty { write(words, to: &writer, hand) }
    for case .call(let id, let name, let input) in blocks {
      writer.beginObject()
      writer.field("type", "function_call")
      writer.field("call_id", id)
      writer.field("name", name)
      writer.key("arguments")
      writer.string(bytes: Script.arguments(input, hand))
      writer.endObject()
    }
  }

  private func write(_ said: [Script.Block], to writer: inout JSONWriter, _ hand: Script.Hand) {
    writer.beginObject()
    writer.field("type", "message")
    writer.field("role", role == "system" ? "developer" : role)
    writer.key("content")
    if said.count == 1, case .text(let text) = said[0], !hand.usesLists {
      writer.string(text)
    } else {
      writer.beginArray()
      for block in said {
        writer.beginObject()
        if case .text(let text) = block {
          writer.field("type", role == "assistant" ? "output_text" : "input_text")
          writer.field("text", text)
        } else {
          writer.field("type", "input_image")
          writer.field("image_url", "data:image/png;base64,AAAA")
        }
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
  }

  private static func writeReasoning(_ text: String, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "reasoning")
    writer.key("summary")
    writer.beginArray()
    writer.beginObject()
    writer.field("type", "summary_text")
    writer.field("text", text)
    writer.endObject()
    writer.endArray()
    writer.field("encrypted_content", "s")
    writer.endObject()
  }
}
