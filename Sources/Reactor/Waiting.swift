/// Waits for work that goes on whether it is waited for or not, and for no longer than this.
@LoopActor public func wait(for tasks: [Task<Void, Never>], atMost milliseconds: Int) async {
  guard !tasks.isEmpty else { return }
  let wait = Wait<Void>()
  spawn {
    for task in tasks { await task.value }
    wait.end(())
  }
  await wait.outcome(within: milliseconds, tooLong: (), cancelled: ())
}
