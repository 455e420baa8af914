import Wire

extension PromptReport {
  /// Writes the members of the object that the report is in JSON.
  func writeFields(to writer: inout JSONWriter) {
    writer.field("original_tokens", originalTokens)
    writer.field("sent_tokens", sentTokens)
    writer.field("window", window)
    writer.field("window_source", windowSource)
    writer.field("limit", limit)
    writer.field("reserve", reserve)
    writer.field("stripped", strippedParts)
    writer.field("dropped", droppedMessages)
    writer.optional("epoch", epoch)
    writer.field("epochs", epochs)
    if let blocks { writer.array("blocks", blocks) { $1.write(to: &$0) } }
  }
}

extension PromptReport.Block {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("origin", origin.rawValue)
      writer.optional("messages", messages) { writer, messages in
        writer.field("first", messages.lowerBound)
        writer.field("last", messages.upperBound)
      }
      writer.optional("part", part)
      writer.field("label", label)
      writer.field("state", state.rawValue)
      writer.field("tokens", tokens)
      writer.optional("original_tokens", originalTokens)
      writer.field("changed", isChanged)
      if words != nil { writer.optional("text", text) }
    }
  }
}
