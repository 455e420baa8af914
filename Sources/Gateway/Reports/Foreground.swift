import Reactor
import Synchronization

/// Runs asynchronous work for a program that has nothing else to do.
public enum Foreground {
  /// Runs `work` to its end. The calling thread becomes the loop's for so long.
  public static func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    let outcome = Outcome<Value>()
    let loop = LoopActor.shared.loop
    spawn {
      let value = await work()
      outcome.value.withLock { $0 = value }
      loop.stop()
    }
    loop.run()
    guard let value = outcome.value.withLock({ $0 }) else {
      preconditionFailure("the loop runs until the work has stopped it")
    }
    return value
  }

  private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
