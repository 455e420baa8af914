import Reactor
import Store

/// How the process is doing that runs the gateway: what an operator is told of it.
@LoopActor
final class RunState {
  /// Since when it runs, in milliseconds since 1970.
  let startedAt = WallClock.milliseconds()
  /// The exchanges in progress, of those there may be.
  let places: Places
  /// Whether it takes no more requests and ends when those under way are answered.
  var isStopping = false
  /// Which configuration is in force; nil where nobody watches its files.
  var reload: @LoopActor () -> ReloadState? = { nil }

  /// A process that has just begun.
  init(places: Places) { self.places = places }
}
