import Conversations
import Reactor
import Wire

/// A claim on a target that was granted: its place, and the duty to say how it went. Letting it go gives the place back
/// and says nothing about the target.
@LoopActor public final class Permit {
  /// The backend, with the key that is to be used.
  public let backend: Backend

  init(backend: Backend) { self.backend = backend }

  /// Notes the head of an answer, in which vendors say what is left of a limit.
  public func note(status: Int, _ fields: HTTPFields) {}

  /// The target has answered.
  ///
  /// - Parameters:
  ///   - usage: what it cost, where that is known.
  ///   - firstEvent: how long the first event took, in nanoseconds.
  ///   - whole: how long the whole answer took, likewise.
  public func succeed(usage: Usage?, firstEvent: UInt64?, whole: UInt64) {}

  /// The target has failed.
  public func fail(_ error: UpstreamError) {}
}
