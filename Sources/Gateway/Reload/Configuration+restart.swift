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
}
