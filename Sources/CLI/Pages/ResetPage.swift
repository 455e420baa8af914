import Gateway

/// What `ctxgw reset` says.
struct ResetPage {
  let report: ResetReport

  /// A line for everything that is used again; one line in words when that is nothing.
  var text: String {
    let places = report.backends.count == 1 ? report.backends[0].onOneLine : "any backend"
    guard !report.released.isEmpty else { return "Nothing kept requests from \(places).\n" }
    return report.released.map { "Requests may go to \($0.onOneLine) again.\n" }.joined()
  }
}
