import Conversations
import Reactor

extension HealthBoard {
  /// The parts of the world it needs.
  public struct World {
    /// The time in milliseconds since 1970.
    public var milliseconds: @LoopActor () -> Int64
    /// The monotonic time in nanoseconds.
    public var nanoseconds: @LoopActor () -> UInt64
    /// Puts a question to a server, and tells the status of its answer.
    public var ask: @LoopActor (UpstreamCall) async throws(TransportError) -> Int
    /// Waits so many milliseconds, or until the task is cancelled.
    public var pause: @LoopActor (Int) async -> Void
    /// What a backend's model costs; nil where nobody knows.
    public var price: @LoopActor (Backend, _ model: String) -> ModelPrice?

    /// A world.
    public init(
      milliseconds: @escaping @LoopActor () -> Int64,
      nanoseconds: @escaping @LoopActor () -> UInt64 = { LoopActor.shared.loop.now },
      ask: @escaping @LoopActor (UpstreamCall) async throws(TransportError) -> Int,
      pause: @escaping @LoopActor (Int) async -> Void = { await Reactor.pause(milliseconds: $0) },
      price: @escaping @LoopActor (Backend, _ model: String) -> ModelPrice? = { _, _ in nil }
    ) {
      self.milliseconds = milliseconds
      self.nanoseconds = nanoseconds
      self.ask = ask
      self.pause = pause
      self.price = price
    }
  }
}
