import Reactor

/// Something that happens once and can be waited for, from any thread.
@LoopActor final class Signal {
  private var hasHappened = false
  private var waiters: [CheckedContinuation<Void, Never>] = []

  nonisolated init() {}

  /// Lets everybody who waits go on.
  func send() {
    hasHappened = true
    for waiter in waiters { waiter.resume() }
    waiters = []
  }

  /// Waits until it has happened.
  func wait() async {
    await withCheckedContinuation { continuation in
      // Asked in here: on the way in the task may have been put off.
      if hasHappened { continuation.resume() } else { waiters.append(continuation) }
    }
  }

  /// Waits until the task is cancelled.
  static func cancellation() async {
    let cancelled = Signal()
    await withTaskCancellationHandler {
      await cancelled.wait()
    } onCancel: {
      // The server cancels on the loop; what waits is woken in the same turn.
      LoopActor.assume(cancelled) { $0.send() }
    }
  }
}
