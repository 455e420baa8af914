import Wire

// The shape of `ctxgw status --json` and of the admin route. Scripts rely on it: a key may be added, none changed or removed.

extension StatusReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("at", at.iso8601)
      writer.field("version", version)
      writer.field("started_at", startedAt.iso8601)
      writer.field("stopping", isStopping)
      writer.key("configuration")
      writer.object { sources.writeFields(to: &$0) }
      writer.field("most_exchanges", mostExchanges)
      writer.array("exchanges", exchanges) { writer, exchange in
        writer.object { exchange.writeFields(to: &$0) }
      }
      writer.array("backends", backends) { writer, backend in writer.object { backend.writeFields(to: &$0) } }
    }
    return writer.bytes
  }
}

extension StatusReport.Sources {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("policy", policy)
    writer.strings("files", files)
    writer.field("loaded_at", loadedAt.iso8601)
    writer.strings("awaiting_restart", awaitingRestart)
    writer.optional("problem", problem) { writer, problem in
      writer.field("at", problem.at.iso8601)
      writer.field("message", problem.message)
    }
  }
}

extension StatusReport.Exchange {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("session", session)
    writer.field("kind", kind)
    writer.field("model", model)
    writer.optional("target", target)
    writer.field("since", since.iso8601)
  }
}

extension StatusReport.Backend {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("kind", kind)
    writer.field("url", url)
    writer.field("local", isLocal)
    writer.field("state", state.rawValue)
    writer.optional("down_since", downSince?.iso8601)
    writer.optional("problem", problem)
    writer.optional("hold", hold) { $1.writeFields(to: &$0) }
    writer.array("models", models) { writer, model in writer.object { model.writeFields(to: &$0) } }
    writer.field("in_flight", inFlight)
    writer.field("waiting", waiting)
    writer.optional("places", places)
    writer.field("held_keys", heldKeys)
    writer.array("quotas", quotas) { writer, quota in writer.object { quota.writeFields(to: &$0) } }
    writer.optional("last_error", lastError) { $1.writeFields(to: &$0) }
  }
}

extension StatusReport.Model {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("loaded", isLoaded)
    writer.optional("window", window)
    writer.optional("window_source", windowSource)
    writer.optional("hold", hold) { $1.writeFields(to: &$0) }
    writer.field("failures", failures)
    writer.optional("first_event_ms", firstEventMilliseconds)
    writer.optional("tokens_per_second", tokensPerSecond)
    writer.array("limits", limits) { writer, limit in writer.object { limit.writeFields(to: &$0) } }
  }
}

extension StatusReport.Hold {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("state", state.rawValue)
    writer.optional("until", until?.iso8601)
    writer.field("reason", reason)
  }
}

extension StatusReport.Quota {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("window", window)
    writer.field("unit", unit.rawValue)
    writer.field("used", used)
    writer.field("limit", limit)
    writer.optional("room_at", roomAt?.iso8601)
  }
}

extension StatusReport.Limit {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("name", name)
    writer.field("remaining", remaining)
    writer.optional("resets_at", resetsAt?.iso8601)
  }
}

extension StatusReport.Failure {
  fileprivate func writeFields(to writer: inout JSONWriter) {
    writer.field("at", at.iso8601)
    writer.optional("model", model)
    writer.field("type", type)
    writer.field("message", message)
  }
}
