import Gateway

extension Command {
  /// `ctxgw usage`
  static let usage = Command(
    name: "usage",
    summary: "sums up tokens as the backends reported them",
    flags: [days, by, backend, model, .json, .config, .database, .data]
  ) { invocation, surroundings in
    let span = try invocation.value(of: days, .count) ?? 7
    let grouping = try invocation.value(of: by, .word) ?? UsageReport.Grouping.model
    let onlyBackend = try invocation.value(of: backend, .text)
    let onlyModel = try invocation.value(of: model, .text)
    let isForPrograms = try invocation.isSet(.json)
    let report = try await invocation.recordings().usage(
      days: span, until: surroundings.now, by: grouping, backend: onlyBackend, model: onlyModel)
    if isForPrograms { return .json(report.json) }
    return .output(UsagePage(report: report).text(on: surroundings.canvas))
  }

  private static let days = Flag("days", "N", help: "how many days back (7)")
  private static let by = Flag("by", "WHAT", help: "model, backend, day, session, tier or token (model)")
  private static let backend = Flag("backend", "NAME", help: "only this backend (all)")
  private static let model = Flag("model", "NAME", help: "only this model (all)")
}
