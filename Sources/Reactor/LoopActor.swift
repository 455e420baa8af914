/// The actor of everything that lives on the event-loop thread: sockets, transfers, exchanges.
///
/// One process has one loop; somebody must be running it (`EventLoop.run` or `EventLoop.start`) for work here to proceed.
@globalActor public actor LoopActor {
  /// The one instance.
  public static let shared = LoopActor()

  /// The loop whose thread runs this actor's work.
  public nonisolated let loop = EventLoop()

  /// Runs the actor's work on the loop's thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Calls `operation` with `argument` at once, from synchronous code that is on the loop thread already, such as a C
  /// callback. Anywhere else it ends the process.
  ///
  /// An operation that captures nothing costs nothing, which tells where libcurl calls a thousand times an answer.
  @inlinable
  public static func assume<Argument, Value: Sendable>(
    _ argument: Argument, _ operation: @escaping @LoopActor (Argument) -> Value
  ) -> Value {
    shared.loop.checkIsolated()
    // The standard library has this for the main actor only. The cast drops nothing but the isolation just checked.
    return unsafeBitCast(operation, to: ((Argument) -> Value).self)(argument)
  }
}

/// Starts a task on the loop. The one place that makes tasks.
///
/// The executor preference is what keeps its continuations there: without it each one resumes on the global
/// pool first and hops from there, 10 µs and 40 µs of latency a request.
@discardableResult
public func spawn<Value: Sendable>(
  _ body: @escaping @LoopActor @Sendable () async -> Value
) -> Task<Value, Never> {
  Task(executorPreference: LoopActor.shared.loop) { await body() }
}
