import Wire

/// How chat completions take a message.
struct OpenAIChatMessage {
  let quirks: OpenAIChatQuirks
  /// In what form calls are told.
  var calls = OpenAIChatCallForm.functions

  /// Writes a message.
  func write(_ message: ChatMessage, to writer: inout JSONWriter) {
    writer.beginObject()
    switch message {
    case .system(let text):
      writer.field("role", "system")
      writer.field("content", text)
    case .user(let pieces):
      writer.field("role", "user")
      write(pieces, to: &writer)
    case .assistant(let text, let calls):
      writer.field("role", "assistant")
      if !text.isEmpty {
        writer.field("content", text)
      } else if quirks.acceptsNull {
        writer.key("content")
        writer.null()
      }
      write(OpenAIChatReasoning(before: calls), to: &writer)
      if !calls.isEmpty { write(calls, to: &writer) }
    case .tool(let result):
      writer.field("role", "tool")
      writer.field("tool_call_id", result.callID)
      writer.field("content", result.markedText)
    }
    writer.endObject()
  }

  /// Text alone is a string: many templates of local models do not know lists.
  private func write(_ pieces: [ChatMessage.Piece], to writer: inout JSONWriter) {
    let pieces = ChatMessage.joined(pieces)
    if pieces.count == 1, case .text(let text) = pieces[0] { return writer.field("content", text) }
    writer.key("content")
    writer.beginArray()
    for piece in pieces {
      writer.beginObject()
      switch piece {
      case .text(let text):
        writer.field("type", "text")
        writer.field("text", text)
      case .image(let picture):
        writer.field("type", "image_url")
        writer.key("image_url")
        writer.beginObject()
        writer.field("url", picture.url)
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private func write(_ reasoning: OpenAIChatReasoning, to writer: inout JSONWriter) {
    switch quirks.pastReasoning {
    case .dropped, .thoughtSignature: break
    case .content: writer.field("reasoning_content", reasoning.text.isEmpty ? " " : reasoning.text)
    case .details:
      guard let details = reasoning.details else { return }
      writer.key("reasoning_details")
      writer.raw(details)
    }
  }

  private func write(_ calls: [ChatMessage.Call], to writer: inout JSONWriter) {
    writer.key("tool_calls")
    writer.beginArray()
    for (index, call) in calls.enumerated() {
      self.calls.writeCall(of: call.name, id: call.id, arguments: call.arguments, to: &writer) { writer in
        if quirks.pastReasoning == .thoughtSignature { sign(call, isFirst: index == 0, to: &writer) }
      }
    }
    writer.endArray()
  }

  /// The first call of a step goes with a signature, and where nobody has one with the word that Gemini takes for it.
  private func sign(_ call: ChatMessage.Call, isFirst: Bool, to writer: inout JSONWriter) {
    let signature = call.reasoning.last { $0.signature != nil }?.signature
    guard let signature = signature ?? (isFirst ? "skip_thought_signature_validator" : nil) else { return }
    writer.key("extra_content")
    writer.beginObject()
    writer.key("google")
    writer.beginObject()
    writer.field("thought_signature", signature)
    writer.endObject()
    writer.endObject()
  }
}
