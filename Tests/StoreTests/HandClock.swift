import Synchronization

/// A clock that is turned by hand.
final class HandClock: Sendable {
  private let milliseconds: Atomic<Int64>

  init(_ start: Int64) { milliseconds = Atomic(start) }

  /// The time it shows.
  var now: Int64 { milliseconds.load(ordering: .sequentiallyConsistent) }

  /// Turns it forward.
  func advance(by step: Int64) { milliseconds.add(step, ordering: .sequentiallyConsistent) }
}
