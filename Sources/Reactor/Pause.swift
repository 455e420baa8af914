/// Waits so long, or until the caller is cancelled, whichever comes first.
@LoopActor public func pause(milliseconds: Int) async {
  let pause = Pause()
  let loop = LoopActor.shared.loop
  let timer = loop.after(milliseconds: max(1, milliseconds)) { pause.end() }
  defer { loop.cancelTimer(timer) }
  await withTaskCancellationHandler {
    await pause.wait()
  } onCancel: {
    loop.execute { pause.end() }
  }
}

/// A wait that ends once.
@LoopActor
private final class Pause {
  private var isOver = false
  private var waiter: CheckedContinuation<Void, Never>?

  func end() {
    isOver = true
    waiter?.resume()
    waiter = nil
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      // The end may have come before this runs.
      if isOver { continuation.resume() } else { waiter = continuation }
    }
  }
}
