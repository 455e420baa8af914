import Wire

// The shapes of `--json` and of the admin routes. Scripts rely on them: a key may be added, none changed or removed.

extension SessionListReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("sessions", sessions) { writer, session in
        writer.object { session.writeFields(to: &$0) }
      }
    }
    return writer.bytes
  }
}

extension SessionReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      summary.writeFields(to: &writer)
      writer.strings("continued_by", continuedBy)
      writer.strings("children", children)
      writer.array("turns", turns) { $1.write(to: &$0) }
      if let messages { writer.array("messages", messages) { $1.write(to: &$0) } }
    }
    return writer.bytes
  }
}

extension UsageReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("days", days)
      writer.field("by", grouping.rawValue)
      writer.array("rows", rows) { writer, row in
        writer.object { writer in
          writer.field("key", row.key)
          row.writeFigures(to: &writer)
        }
      }
      writer.key("total")
      writer.object { total.writeFigures(to: &$0) }
    }
    return writer.bytes
  }
}

extension SessionSummary {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.optional("title", title)
    writer.optional("client", client)
    writer.field("kind", kind)
    writer.optional("parent", parent)
    writer.optional("continues", continues)
    writer.field("created_at", createdAt.iso8601)
    writer.field("last_at", lastAt.iso8601)
    writer.field("turns", turns)
    writer.field("messages", messages)
    writer.field("branches", branches)
    writer.strings("models", models)
    writer.strings("targets", targets)
    writer.field("input_tokens", inputTokens)
    writer.field("output_tokens", outputTokens)
    writer.field("failed", failed)
    writer.field("cut", cut)
    writer.optional("context", context) { writer, context in
      writer.field("original_tokens", context.originalTokens)
      writer.field("sent_tokens", context.sentTokens)
      writer.field("stripped", context.strippedParts)
      writer.field("dropped", context.droppedMessages)
      writer.field("epochs", context.epochs)
    }
  }
}

extension TurnReport {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("number", number)
      writer.field("branch", branch)
      writer.optional("forked_at", forkedAt)
      writer.field("kind", kind)
      writer.field("dialect", dialect)
      writer.field("model", model)
      writer.optional("target", target)
      writer.optional("context", context) { $1.writeFields(to: &$0) }
      writer.field("rule", rule)
      routing.writeFields(to: &writer)
      writer.field("attempts", attempts)
      writer.array("hops", hops) { $1.write(to: &$0) }
      writer.strings("notes", notes)
      writer.field("outcome", outcome)
      writer.field("status", status)
      writer.optional("failure", failure) { $1.writeFields(to: &$0) }
      writer.optional("stop_reason", stopReason)
      writer.field("streamed", isStreamed)
      writer.optional("usage", usage) { writer, usage in
        writer.field("input", usage.input)
        writer.field("cache_read", usage.cacheRead)
        writer.field("cache_write", usage.cacheWrite)
        writer.field("output", usage.output)
      }
      writer.field("received_at", receivedAt.iso8601)
      writer.optional("head_ms", headMilliseconds)
      writer.optional("first_event_ms", firstEventMilliseconds)
      writer.field("total_ms", totalMilliseconds)
      writer.field("request_bytes", requestBytes)
      writer.field("response_bytes", responseBytes)
      writer.field("messages", messages)
    }
  }
}

extension TurnReport.Failure {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("type", type)
    writer.field("message", message)
  }
}

extension TurnReport.Routing {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.optional("tier", tier)
    writer.optional("complexity", complexity)
    writer.strings("evidence", evidence)
    writer.field("local_only", isLocalOnly)
    writer.optional("token", token)
  }
}

extension TurnReport.Hop {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("target", target)
      writer.field("outcome", outcome)
      writer.field("start_ms", startMilliseconds)
      writer.field("end_ms", endMilliseconds)
      writer.optional("failure", failure) { $1.writeFields(to: &$0) }
    }
  }
}

extension MessageReport {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("role", role)
      writer.field("hash", hash)
      writer.optional("turn", turn)
      writer.key("body")
      writer.raw(body)
    }
  }
}

extension UsageReport.Row {
  fileprivate func writeFigures(to writer: inout JSONWriter) {
    writer.field("turns", turns)
    writer.field("input_tokens", inputTokens)
    writer.field("cache_read_tokens", cacheReadTokens)
    writer.field("cache_write_tokens", cacheWriteTokens)
    writer.field("output_tokens", outputTokens)
    writer.field("failed", failed)
  }
}

extension TokenReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("model", name)
      writer.optional("table", model) { $1.writeFields(to: &$0) }
      writer.key("exact")
      writer.bool(isExact)
      writer.field("input", input.rawValue)
      writer.field("tokens", total)
      writer.array("parts", rows) { writer, row in
        writer.object { writer in
          writer.field("part", row.part)
          writer.field("pieces", row.pieces)
          writer.field("tokens", row.tokens)
        }
      }
    }
    return writer.bytes
  }
}

extension TokenReport.Model {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.optional("pattern", pattern)
    writer.field("tokenizer", tokenizer)
    writer.optional("vocabulary", vocabulary)
    writer.key("factors")
    writer.object { writer in
      for factor in factors { writer.field(factor.kind, factor.factor) }
    }
    writer.field("window", window)
  }
}
