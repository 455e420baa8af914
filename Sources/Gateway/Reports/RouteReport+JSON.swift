import Wire

extension RouteReport {
  /// The report as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("model", model)
      writer.field("kind", kind)
      writer.field("mark", mark)
      writer.field("complexity", complexity)
      writer.array("evidence", evidence) { writer, evidence in
        writer.object { writer in
          writer.field("rule", evidence.rule)
          writer.field("weight", evidence.weight)
          writer.field("finding", evidence.finding)
        }
      }
      writer.field("policy", policy)
      writer.optional("tier", tier)
      writer.optional("rule", rule)
      writer.optional("place", place)
      writer.field("local_only", isLocalOnly)
      writer.strings("notes", notes)
      writer.array("targets", targets) { $1.write(to: &$0) }
      writer.array("skipped", skipped) { writer, skipped in
        writer.object { writer in
          writer.field("target", skipped.target)
          writer.field("cause", skipped.cause)
          writer.field("reason", skipped.reason)
        }
      }
      writer.optional("failure", failure)
    }
    return writer.bytes
  }
}

extension RouteReport.Target {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("target", name)
      writer.field("local", isLocal)
      writer.optional("window", window)
      writer.optional("window_source", windowSource)
      switch plan {
      case .untouched: writer.field("plan", "untouched")
      case .fitted(let prompt):
        writer.field("plan", "fitted")
        writer.optional("context", prompt) { $1.writeFields(to: &$0) }
      case .refused(let reason):
        writer.field("plan", "refused")
        writer.field("reason", reason)
      }
    }
  }
}
