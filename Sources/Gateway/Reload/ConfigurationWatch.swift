import Reactor
import Store

/// Keeps the configuration in force as its files say: reads them again when they have changed or the operator says so, and
/// swaps it whole or not at all.
@LoopActor
final class ConfigurationWatch {
  /// Between two looks at the files, in milliseconds.
  private static let pace = 1_000

  /// What is in force, and why the files as they are now are not.
  private(set) var state: ReloadState

  private var origin: ConfigurationOrigin
  /// What the process was started with: some of it holds until it ends.
  private let started: Configuration
  private var current: Configuration
  private let adopt: @LoopActor (Configuration) -> Void
  private let tell: @Sendable (String) -> Void
  private var files: FileWatch
  private var watched: [String]
  private var watching: Task<Void, Never>?
  private var isLoading = false
  private var wasAskedMeanwhile = false

  /// A watch over the files of a configuration that was just read.
  ///
  /// - Parameters:
  ///   - adopt: puts a configuration in force.
  ///   - tell: takes lines for the operator, each with its line feed.
  init(
    _ configuration: Configuration, from origin: ConfigurationOrigin,
    adopt: @escaping @LoopActor (Configuration) -> Void, tell: @escaping @Sendable (String) -> Void
  ) {
    self.origin = origin.naming(fileOf: configuration)
    self.adopt = adopt
    self.tell = tell
    (started, current, watched) = (configuration, configuration, configuration.files)
    files = FileWatch(FileStamp.stamps(of: configuration.files))
    state = ReloadState(loadedAt: WallClock.milliseconds(), files: configuration.files)
  }

  /// Looks at the files from now on.
  func begin() {
    watching = spawn { [weak self] in
      while !Task.isCancelled {
        await pause(milliseconds: Self.pace)
        await self?.look()
      }
    }
  }

  /// Looks no more.
  func stop() { watching?.cancel() }

  /// Reads the files now, whether they have changed or not, and says what came of it in any case.
  func reload() async { await load(isAsked: true) }

  /// Looks whether the files are to be read.
  func look() async {
    let stamps = await offLoop { [watched] in FileStamp.stamps(of: watched) }
    // Cancelled meanwhile, or the files are being read as it is.
    if !Task.isCancelled, !isLoading, files.look(stamps) { await load(isAsked: false) }
  }

  private func load(isAsked: Bool) async {
    if isLoading { return wasAskedMeanwhile = wasAskedMeanwhile || isAsked }
    isLoading = true
    let reading = await offLoop { [origin, watched] in Reading(of: origin, watching: watched) }
    isLoading = false
    note(reading)
    do throws(ConfigurationError) {
      try take(try reading.outcome.get(), isAsked: isAsked)
    } catch {
      refuse(error.problems, isAsked: isAsked)
    }
    guard wasAskedMeanwhile else { return }
    wasAskedMeanwhile = false
    await load(isAsked: true)
  }

  private func note(_ reading: Reading) {
    watched = reading.files
    files.note(reading.stamps)
  }

  private func take(_ configuration: Configuration, isAsked: Bool) throws(ConfigurationError) {
    if let problem = configuration.problem(listeningOn: started.server.listen) {
      throw ConfigurationError(problems: [problem])
    }
    let isNews = configuration != current
    if isNews || state.failure != nil || isAsked {
      tell("ctxgw: configuration loaded again\(isNews ? "" : "; nothing in it has changed")\n")
    }
    if isNews {
      current = configuration
      adopt(configuration)
    }
    tellOfRestart(configuration.settingsAwaitingRestart(since: started))
    origin = origin.naming(fileOf: configuration)
    state = ReloadState(
      loadedAt: WallClock.milliseconds(), files: configuration.files,
      awaitingRestart: configuration.settingsAwaitingRestart(since: started))
  }

  private func tellOfRestart(_ settings: [String]) {
    guard !settings.isEmpty, settings != state.awaitingRestart else { return }
    tell("ctxgw: restart to apply \(settings.joined(separator: ", "))\n")
  }

  /// Each problem is told once, until the operator asks again.
  private func refuse(_ problems: [ConfigurationProblem], isAsked: Bool) {
    let known = isAsked ? [] : state.failure?.problems ?? []
    let news = problems.filter { !known.contains($0) }
    if !news.isEmpty {
      let lines = news.map { "  \($0)\n" }.joined()
      tell("ctxgw: the configuration as it is now cannot be used; that of before stays in force:\n\(lines)")
    }
    state.failure = ReloadState.Failure(at: WallClock.milliseconds(), problems: problems)
  }
}

/// One reading of all files.
private struct Reading: Sendable {
  let outcome: Result<Configuration, ConfigurationError>
  /// The files to look at from now on.
  let files: [String]
  /// Their state before they were read; a change since then is one to come.
  let stamps: [String: FileStamp]

  /// Reads a configuration.
  ///
  /// - Parameter watched: the files that were looked at so far.
  init(of origin: ConfigurationOrigin, watching watched: [String]) {
    let before = FileStamp.stamps(of: watched)
    outcome = Result { () throws(ConfigurationError) in try origin.load() }
    switch outcome {
    case .success(let configuration): files = configuration.files
    // A bad file may name none of those that a good one does.
    case .failure(let error): files = watched + error.files.filter { !watched.contains($0) }
    }
    stamps = FileStamp.stamps(of: files).merging(before.filter { [files] in files.contains($0.key) }) { $1 }
  }
}
