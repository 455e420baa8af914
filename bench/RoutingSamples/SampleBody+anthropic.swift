import Wire

extension SampleBody {
  /// Anthropic's messages, as Claude Code and the SDKs write them.
  mutating func writeAnthropic() {
    array("messages", sample.messages) { body, message in
      body.object { body in
        body.writer.field("role", message.speaker.rawValue)
        body.array("content", message.parts) { $0.anthropic($1) }
      }
    }
    writeSystem()
    array("tools", sample.toolNames) { body, name in
      body.object { $0.tool(name, schema: "input_schema") }
    }
    if sample.options["count"] == nil {
      writer.field("max_tokens", sample.number("max") ?? 32_000)
      writer.field("stream", sample.options["whole"] == nil)
    }
    if let stop = sample.options["stop"] { array("stop_sequences", [stop]) { $0.writer.string($1) } }
    writeThinking()
    writeOutput()
    if sample.options["compaction"] != nil { object("compaction") { $0.writer.field("type", "summarize") } }
  }

  private mutating func writeSystem() {
    let mark = sample.options["marked"] == nil ? "" : " cc_is_subagent=true;"
    let line = "x-anthropic-billing-header: cc_version=2.1.327.abc; cc_entrypoint=cli;\(mark)"
    var texts = sample.client == .claude ? [line] : []
    if sample.systemBytes > 0 { texts.append(SampleText.prose(sample.systemBytes)) }
    guard !texts.isEmpty else { return }
    array("system", texts) { body, text in body.object { $0.text(text) } }
  }

  private mutating func writeThinking() {
    guard let thinking = sample.options["thinking"] else { return }
    object("thinking") { body in
      guard let budget = Int(thinking) else { return body.writer.field("type", thinking) }
      body.writer.field("type", "enabled")
      body.writer.field("budget_tokens", budget)
    }
  }

  private mutating func writeOutput() {
    object("output_config") { body in
      if let effort = body.sample.options["effort"] { body.writer.field("effort", effort) }
      guard let members = body.answerMembers else { return }
      body.object("format") { body in
        body.writer.field("type", "json_schema")
        body.writer.key("schema")
        body.schema(of: members)
      }
    }
  }

  private mutating func text(_ text: String) {
    writer.field("type", "text")
    writer.field("text", text)
  }

  private mutating func anthropic(_ part: SampleMessage.Part) {
    object { body in
      switch part {
      case .text(let text): body.text(text)
      case .picture:
        body.writer.field("type", "image")
        body.object("source") { body in
          body.writer.field("type", "base64")
          body.writer.field("media_type", "image/png")
          body.writer.field("data", Self.picture)
        }
      case .call(let id, let call):
        body.writer.field("type", "tool_use")
        body.writer.field("id", id)
        body.writer.field("name", call.name)
        body.writer.key("input")
        body.arguments(call)
      case .result(let id, let call):
        body.writer.field("type", "tool_result")
        body.writer.field("tool_use_id", id)
        body.writer.field("content", SampleText.expanded(call.result))
        if call.isError { body.writer.field("is_error", true) }
      }
    }
  }
}
