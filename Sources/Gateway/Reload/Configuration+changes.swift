import Upstream

extension Configuration {
  /// The settings that hold for as long as the process runs, of those that differ from what it was started with.
  func settingsAwaitingRestart(since started: Configuration) -> [String] {
    var settings: [String] = []
    if server.listen != started.server.listen { settings.append("server.listen") }
    if store.path != started.store.path { settings.append("store.path") }
    if store.retain != started.store.retain { settings.append("store.retain") }
    if store.maxSize != started.store.maxSize { settings.append("store.max_size") }
    return settings
  }

  /// The names of backends that are others than in an earlier configuration, or in one of the two alone.
  func changedBackends(since earlier: Configuration) -> Set<String> {
    let (before, now) = (earlier.backendsByName, backendsByName)
    return Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
  }

  private var backendsByName: [String: Backend] {
    Dictionary(backends.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
