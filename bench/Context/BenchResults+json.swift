import ContextReplay
import Wire

extension BenchResults {
  /// All figures and what they were judged as, for programs.
  func json(judgedBy judgement: Judgement) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("runs")
    writer.beginArray()
    for run in runs {
      for window in WindowCase.all {
        for policy in policies(in: run) { write(policy, run, window, to: &writer) }
      }
    }
    writer.endArray()
    writer.key("judgement")
    writer.beginArray()
    for row in judgement.rows { row.write(to: &writer) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private func write(_ policy: String, _ run: BenchRun, _ window: WindowCase, to writer: inout JSONWriter) {
    let tally = tally(policy, in: run, at: window)
    writer.beginObject()
    writer.field("run", run.name)
    writer.field("window", window.tokens)
    writer.field("policy", policy)
    writer.field("requests", tally.requests)
    writer.field("over_high_water", tally.overLimit)
    writer.field("over_room", tally.overWindow)
    writer.field("refused", tally.refused)
    writer.field("invalid", tally.invalid)
    writer.field("unexplained_breaks", tally.unexplained)
    writer.field("undetermined", tally.undetermined)
    writer.field("turns_since_full", tally.turns)
    writer.field("prefill_per_turn", tally.prefillPerTurn)
    writer.field("reuse", tally.reuse)
    writer.field("reuse_of_bytes", tally.reuseOfBytes)
    writer.field("epochs_per_100", tally.epochsPer100)
    writer.field("edit_support", tally.editSupport)
    writer.field("path_support", tally.pathSupport)
    writer.field("user_retention", tally.userRetention)
    writer.field("sent_over_original", tally.compression)
    writer.key("needles")
    write(tally.needles, to: &writer)
    writer.endObject()
  }

  private func write(_ needles: NeedleSearch, to writer: inout JSONWriter) {
    writer.beginArray()
    for kind in Needle.Kind.allCases {
      for distance in Needle.distances {
        guard let count = needles.counts[kind]?[distance] else { continue }
        writer.beginObject()
        writer.field("kind", kind.rawValue)
        writer.field("distance", distance)
        writer.field("present", count.present)
        writer.field("recoverable", count.recoverable)
        writer.field("absent", count.absent)
        writer.endObject()
      }
    }
    writer.endArray()
  }
}

extension JudgementRow {
  /// Writes the row.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("name", name)
    writer.field("is_required", isRequired)
    writer.field("is_met", isMet)
    Self.write("targets", targets, to: &writer)
    Self.write("figures", figures, to: &writer)
    if let baseline { Self.write("baseline", baseline, to: &writer) }
    if let ratios { Self.write("ratios", ratios, to: &writer) }
    writer.endObject()
  }

  private static func write(_ key: String, _ figures: [Double], to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginArray()
    for figure in figures { writer.number(figure) }
    writer.endArray()
  }
}
