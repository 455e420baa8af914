import Wire

extension SampleBody {
  /// Responses, as Codex and the SDKs write them.
  mutating func writeResponses() {
    writer.key("input")
    writer.beginArray()
    if sample.systemBytes > 0 {
      said("developer", "input_text", [.text(SampleText.prose(sample.systemBytes))])
    }
    for message in sample.messages { write(message) }
    if sample.options["compaction"] != nil {
      object { $0.writer.field("type", "compaction_trigger") }
    }
    writer.endArray()
    array("tools", sample.toolNames) { body, name in
      body.object { body in
        body.writer.field("type", "function")
        body.tool(name, schema: "parameters")
      }
    }
    writer.field("stream", sample.options["whole"] == nil)
    writer.field("store", false)
    if let limit = sample.number("max") { writer.field("max_output_tokens", limit) }
    if let effort = sample.options["effort"] { object("reasoning") { $0.writer.field("effort", effort) } }
    guard let members = answerMembers else { return }
    object("text") { body in
      body.object("format") { body in
        body.writer.field("type", "json_schema")
        body.writer.field("name", "answer")
        body.writer.key("schema")
        body.schema(of: members)
      }
    }
  }

  private mutating func write(_ message: SampleMessage) {
    var words: [SampleMessage.Part] = []
    for part in message.parts {
      switch part {
      case .text, .picture: words.append(part)
      case .call(let id, let call): write(call, id)
      case .result(let id, let call):
        object { body in
          body.writer.field("type", "function_call_output")
          body.writer.field("call_id", id)
          body.writer.field("output", SampleText.expanded(call.result))
        }
      }
    }
    guard !words.isEmpty else { return }
    let role = message.speaker == .system ? "developer" : message.speaker.rawValue
    said(role, message.speaker == .assistant ? "output_text" : "input_text", words)
  }

  private mutating func said(_ role: String, _ type: String, _ parts: [SampleMessage.Part]) {
    object { body in
      body.writer.field("type", "message")
      body.writer.field("role", role)
      body.array("content", parts) { body, part in
        body.object { body in
          if case .text(let text) = part {
            body.writer.field("type", type)
            return body.writer.field("text", text)
          }
          body.writer.field("type", "input_image")
          body.writer.field("image_url", "data:image/png;base64,\(Self.picture)")
        }
      }
    }
  }

  private mutating func write(_ call: SampleCall, _ id: String) {
    object { body in
      body.writer.field("type", "function_call")
      body.writer.field("call_id", id)
      body.writer.field("name", call.name)
      body.writer.field("arguments", body.argumentText(call))
    }
  }
}
