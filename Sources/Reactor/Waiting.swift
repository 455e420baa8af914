/// Waits for work that goes on whether it is waited for or not, and for no longer than this.
@LoopActor public func wait(for tasks: [Task<Void, Never>], atMost milliseconds: Int) async {
  guard !tasks.isEmpty else { return }
  let waiter = Waiter()
  let loop = LoopActor.shared.loop
  let timer = loop.after(milliseconds: milliseconds) { waiter.wake() }
  spawn {
    for task in tasks { await task.value }
    waiter.wake()
  }
  await waiter.sleep()
  loop.cancelTimer(timer)
}

/// Somebody who sleeps until the first who wakes him.
@LoopActor
private final class Waiter {
  private var isAwake = false
  private var continuation: CheckedContinuation<Void, Never>?

  func wake() {
    isAwake = true
    continuation?.resume()
    continuation = nil
  }

  func sleep() async {
    guard !isAwake else { return }
    await withCheckedContinuation { continuation = $0 }
  }
}
