/// A wait that ends once: with what somebody says, when its time is up, or when who waits is cancelled.
@LoopActor public final class Wait<Outcome: Sendable> {
  private var outcome: Outcome?
  private var waiter: CheckedContinuation<Outcome, Never>?

  /// A wait that nobody has ended.
  public init() {}

  /// Ends the wait; one that is over is let be.
  public func end(_ outcome: Outcome) {
    guard self.outcome == nil else { return }
    self.outcome = outcome
    waiter?.resume(returning: outcome)
    waiter = nil
  }

  /// Waits for the end. To be called once.
  ///
  /// - Parameters:
  ///   - milliseconds: the longest that is waited.
  ///   - tooLong: what it ends with then.
  ///   - cancelled: what it ends with when the caller is cancelled.
  public func outcome(
    within milliseconds: Int, tooLong: Outcome, cancelled: Outcome
  ) async -> Outcome {
    let loop = LoopActor.shared.loop
    let timer = loop.after(milliseconds: max(1, milliseconds)) { self.end(tooLong) }
    defer { loop.cancelTimer(timer) }
    return await withTaskCancellationHandler {
      await ended()
    } onCancel: {
      loop.execute { self.end(cancelled) }
    }
  }

  private func ended() async -> Outcome {
    await withCheckedContinuation { continuation in
      // The end may have come before this runs.
      if let outcome { continuation.resume(returning: outcome) } else { waiter = continuation }
    }
  }
}
