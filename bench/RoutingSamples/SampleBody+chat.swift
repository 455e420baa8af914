import Wire

extension SampleBody {
  /// Chat completions.
  mutating func writeChat() {
    writeChatMessages(callsAreTexts: true)
    writeFunctions()
    writer.field("stream", sample.options["whole"] == nil)
    if let limit = sample.number("max") { writer.field("max_tokens", limit) }
    if let stop = sample.options["stop"] { array("stop", [stop]) { $0.writer.string($1) } }
    if let effort = sample.options["effort"] { writer.field("reasoning_effort", effort) }
    guard let members = answerMembers else { return }
    object("response_format") { body in
      body.writer.field("type", "json_schema")
      body.object("json_schema") { body in
        body.writer.field("name", "answer")
        body.writer.key("schema")
        body.schema(of: members)
      }
    }
  }

  /// Ollama's own chat.
  mutating func writeOllama() {
    writeChatMessages(callsAreTexts: false)
    writeFunctions()
    writer.field("stream", sample.options["whole"] == nil)
    object("options") { body in
      if let limit = body.sample.number("max") { body.writer.field("num_predict", limit) }
      if let stop = body.sample.options["stop"] { body.array("stop", [stop]) { $0.writer.string($1) } }
    }
    if sample.options["thinking"] != nil { writer.field("think", true) }
    guard let members = answerMembers else { return }
    writer.key("format")
    schema(of: members)
  }

  private mutating func writeFunctions() {
    guard sample.toolCount > 0 else { return }
    array("tools", sample.toolNames) { body, name in
      body.object { body in
        body.writer.field("type", "function")
        body.object("function") { $0.tool(name, schema: "parameters") }
      }
    }
  }

  private mutating func writeChatMessages(callsAreTexts: Bool) {
    writer.key("messages")
    writer.beginArray()
    if sample.systemBytes > 0 { spoken("system", SampleText.prose(sample.systemBytes)) }
    for message in sample.messages { write(message, callsAreTexts: callsAreTexts) }
    writer.endArray()
  }

  private mutating func spoken(_ role: String, _ text: String) {
    object { body in
      body.writer.field("role", role)
      body.writer.field("content", text)
    }
  }

  /// Texts and pictures of a message together, each call and each result a message of its own.
  private mutating func write(_ message: SampleMessage, callsAreTexts: Bool) {
    var text = ""
    var pictures = 0
    for part in message.parts {
      switch part {
      case .text(let more): text += (text.isEmpty ? "" : "\n") + more
      case .picture: pictures += 1
      case .call(let id, let call): write(call, id, asText: callsAreTexts)
      case .result(let id, let call):
        object { body in
          body.writer.field("role", "tool")
          body.writer.field("tool_call_id", id)
          body.writer.field("content", SampleText.expanded(call.result))
        }
      }
    }
    if pictures == 0 {
      if !text.isEmpty { spoken(message.speaker.rawValue, text) }
    } else if callsAreTexts {
      write(text, withPictures: pictures)
    } else {
      object { body in
        body.writer.field("role", "user")
        body.writer.field("content", text)
        body.array("images", Array(repeating: Self.picture, count: pictures)) { $0.writer.string($1) }
      }
    }
  }

  private mutating func write(_ text: String, withPictures count: Int) {
    object { body in
      body.writer.field("role", "user")
      body.array("content", Array(0...count)) { body, index in
        body.object { body in
          if index == 0 {
            body.writer.field("type", "text")
            return body.writer.field("text", text)
          }
          body.writer.field("type", "image_url")
          body.object("image_url") { $0.writer.field("url", "data:image/png;base64,\(Self.picture)") }
        }
      }
    }
  }

  private mutating func write(_ call: SampleCall, _ id: String, asText: Bool) {
    object { body in
      body.writer.field("role", "assistant")
      body.array("tool_calls", [call]) { body, call in
        body.object { body in
          body.writer.field("id", id)
          body.writer.field("type", "function")
          body.object("function") { body in
            body.writer.field("name", call.name)
            if asText { return body.writer.field("arguments", body.argumentText(call)) }
            body.writer.key("arguments")
            body.arguments(call)
          }
        }
      }
    }
  }
}
