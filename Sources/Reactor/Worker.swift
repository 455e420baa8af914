#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread for work too long for the loop: decoding, counting and planning big bodies.
///
/// Work runs one piece after the other, in the order it came. Who hands work in bounds how much of it waits; the
/// server does so by its limit on connections.
public final class Worker: @unchecked Sendable {
  // Unchecked because of `queue`, which is touched only while `mutex` is held. The two C objects live as long as the
  // process, as their thread does.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let isFilled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var queue: [@Sendable () -> Void] = []

  /// The process's worker; its thread starts with the first use.
  public static let shared = Worker()

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(isFilled, nil)
    startThread(named: "worker") { self.run() }
  }

  fileprivate func submit(_ work: @escaping @Sendable () -> Void) {
    pthread_mutex_lock(mutex)
    queue.append(work)
    pthread_mutex_unlock(mutex)
    pthread_cond_signal(isFilled)
  }

  private func run() -> Never {
    while true {
      for work in takeAll() { work() }
    }
  }

  private func takeAll() -> [@Sendable () -> Void] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while queue.isEmpty { pthread_cond_wait(isFilled, mutex) }
    defer { queue = [] }
    return queue
  }
}

/// Runs `work` on the worker thread and comes back to the loop with its result or error.
///
/// For work of more than about a millisecond; a shorter one costs less where it is. It is not cut short by
/// cancellation, so it should be bounded by the size of its input.
@LoopActor public func offLoop<Value: Sendable, Failure: Error>(
  _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
  let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
    Worker.shared.submit {
      continuation.resume(returning: Result { () throws(Failure) -> Value in try work() })
    }
  }
  return try result.get()
}

/// Runs `work` on the worker thread if it is long, and at once where it is if it is not.
@LoopActor public func offLoop<Value: Sendable, Failure: Error>(
  if isLong: Bool, _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
  if isLong { try await offLoop(work) } else { try work() }
}
