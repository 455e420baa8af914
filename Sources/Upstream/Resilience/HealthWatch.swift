import Reactor

/// Watches over local servers that are not there or are still loading, until they are ready.
@LoopActor
final class HealthWatch {
  /// The parts of the world it needs.
  struct World {
    /// Puts a question to a server, and tells the status of its answer.
    var ask: @LoopActor (UpstreamCall) async throws(TransportError) -> Int
    /// Waits so many milliseconds, or until the task is cancelled.
    var pause: @LoopActor (Int) async -> Void
    /// The monotonic time in nanoseconds.
    var now: @LoopActor () -> UInt64
  }

  /// What is known of a server that is not ready.
  struct Absence: Sendable, Equatable {
    /// Whether it is there and will soon be ready.
    var isLoading: Bool
    /// Since when it has not been ready, in nanoseconds of the monotonic clock.
    var since: UInt64
  }

  private struct Watch {
    let task: Task<Void, Never>
    var absence: Absence?
    var waits: [Wait<Bool>] = []
  }

  /// What is done when a server that was not ready is, before anybody is told.
  var returned: @LoopActor (String) async -> Void = { _ in }

  private let world: World
  private var watches: [String: Watch] = [:]
  private var isStopped = false

  /// A watch over nobody yet.
  init(_ world: World) { self.world = world }

  /// What is known of a server; nil for one that is ready, as far as anybody knows.
  func absence(of backend: String) -> Absence? { watches[backend]?.absence }

  /// Finds out whether a local server is there, as there is reason to doubt it, and goes on asking while it is not.
  func suspect(_ backend: Backend) {
    _ = beginWatching(backend)
  }

  /// Waits until a local server is ready. Returns whether it is; of one that nobody can ask nothing else is known.
  func waitUntilReady(_ backend: Backend, atMost milliseconds: Int) async -> Bool {
    guard beginWatching(backend) else { return !isStopped }
    let wait = Wait<Bool>()
    watches[backend.name]?.waits.append(wait)
    defer { watches[backend.name]?.waits.removeAll { $0 === wait } }
    return await wait.outcome(within: milliseconds, tooLong: false, cancelled: false)
  }

  /// Takes note that a server has answered a request, which says more than any question could.
  func noteAnswer(of backend: String) {
    guard watches[backend]?.absence != nil else { return }
    end(backend, isReady: true)
    spawn { await self.returned(backend) }
  }

  /// Watches over a server no more. Whoever waits for it is told that it is not ready.
  func forget(_ backend: String) { end(backend, isReady: false) }

  /// Watches over nobody any more.
  func stop() {
    isStopped = true
    for name in watches.keys { end(name, isReady: false) }
  }

  private func beginWatching(_ backend: Backend) -> Bool {
    guard !isStopped, let question = backend.healthQuestion else { return false }
    guard watches[backend.name] == nil else { return true }
    let limit = Int(backend.probeLimit / .milliseconds(1))
    watches[backend.name] = Watch(task: spawn { await self.watch(over: backend.name, question, limit) })
    return true
  }

  /// A server that has been seen to be away has come back. One that answers the first question never was, and what has
  /// become of a request is another matter.
  private func watch(over name: String, _ question: UpstreamCall, _ limit: Int) async {
    var last: HealthCheck.Finding?
    var count = 0
    while !Task.isCancelled {
      let finding = await ask(question, within: limit)
      guard !Task.isCancelled else { return }
      if case .ready = finding { break }
      count = finding == last ? count + 1 : 1
      last = finding
      note(finding, of: name)
      await world.pause(HealthCheck.pause(afterFinding: finding, times: count))
    }
    guard !Task.isCancelled else { return }
    if last != nil { await returned(name) }
    if !Task.isCancelled { end(name, isReady: true) }
  }

  private func note(_ finding: HealthCheck.Finding, of name: String) {
    let since = watches[name]?.absence?.since ?? world.now()
    let isLoading = if case .loading = finding { true } else { false }
    watches[name]?.absence = Absence(isLoading: isLoading, since: since)
  }

  private func ask(_ question: UpstreamCall, within limit: Int) async -> HealthCheck.Finding {
    await withDeadline(milliseconds: limit) { [world] in
      do throws(TransportError) {
        return HealthCheck.finding(status: try await world.ask(question))
      } catch {
        return .down
      }
    }
  }

  private func end(_ name: String, isReady: Bool) {
    guard let watch = watches.removeValue(forKey: name) else { return }
    watch.task.cancel()
    for wait in watch.waits { wait.end(isReady) }
  }
}
