/// Runs work that ends when it is cancelled, and cancels it when its time is up or the caller is cancelled.
///
/// The work decides what it gives then; whoever calls this waits for no longer than that takes.
@LoopActor public func withDeadline<Value: Sendable>(
  milliseconds: Int, _ work: @escaping @LoopActor @Sendable () async -> Value
) async -> Value {
  let task = spawn(work)
  let loop = LoopActor.shared.loop
  let timer = loop.after(milliseconds: milliseconds) { task.cancel() }
  defer { loop.cancelTimer(timer) }
  return await withTaskCancellationHandler {
    await task.value
  } onCancel: {
    task.cancel()
  }
}
