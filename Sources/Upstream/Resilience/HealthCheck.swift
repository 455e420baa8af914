/// How to find out whether a local server is there: what an answer to the cheapest question says, and how often it is put.
enum HealthCheck {
  /// What an answer says.
  enum Finding: Sendable, Equatable {
    /// Requests can be sent.
    case ready
    /// It is there, and not ready yet: llama.cpp's server loads its model, SGLang warms up.
    case loading
    /// Nobody is there, or nobody who could answer.
    case down
  }

  /// The finding behind a status; nil for no answer.
  ///
  /// 503 is what servers say that are still loading. Another failure of theirs means that they do not work. A refusal of
  /// any kind comes from somebody who is there, and he will say as much to a request.
  static func finding(status: Int?) -> Finding {
    switch status {
    case 503: .loading
    case nil, .some(500...): .down
    case .some: .ready
    }
  }

  /// How long to wait before the next question, in milliseconds: a quarter of a second at first and twice as long each
  /// time, up to four seconds for one that is down, so that it is used again within five of coming back, and one second for
  /// one that will soon be ready.
  ///
  /// - Parameter count: how often the same was found.
  static func pause(afterFinding finding: Finding, times count: Int) -> Int {
    let longest = if case .loading = finding { 1_000 } else { 4_000 }
    return min(250 << min(max(count - 1, 0), 4), longest)
  }
}

extension Backend {
  /// The question whether it is there; nil for a vendor, and for a server of which nobody knows how to ask it.
  ///
  /// Vendors are not asked: they count what they are asked, and the next request tells as much.
  var healthQuestion: UpstreamCall? {
    guard isLocal, let path = kind.paths.health else { return nil }
    return question(path)
  }
}
