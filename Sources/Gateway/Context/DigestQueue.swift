import Reactor

/// Digests that are to be written while nobody waits for them, one after the other.
@LoopActor
final class DigestQueue {
  /// Writes one.
  typealias Work = @LoopActor @Sendable () async -> Void

  /// Most that wait; more are done without, since the gateway's own digest stands in their place.
  private static let mostWaiting = 8

  private var waiting: [Work] = []
  private var writing: Task<Void, Never>?
  private var isStopped = false

  /// A queue in which nothing waits.
  init() {}

  /// Has a digest written when it is its turn.
  func add(_ work: @escaping Work) {
    guard !isStopped, waiting.count < Self.mostWaiting else { return }
    waiting.append(work)
    if writing == nil { writing = spawn { await self.writeAll() } }
  }

  /// Stops writing; nothing is taken from here on.
  func stop() {
    isStopped = true
    waiting = []
    writing?.cancel()
  }

  private func writeAll() async {
    while !waiting.isEmpty { await waiting.removeFirst()() }
    writing = nil
  }
}
