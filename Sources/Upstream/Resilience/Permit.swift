import Conversations
import Reactor
import Wire

/// A claim on a target that was granted: its place, and the duty to say how it went, which is done once. Letting it go gives
/// the place back and says nothing about the target.
///
/// It is an object rather than a value that cannot be copied: the place is given back on the loop, where the deinit of such
/// a value need not run, and what ends it is one of several stations that hold it together, between which they wait.
@LoopActor public final class Permit {
  /// The backend, with the key that is to be used.
  public let backend: Backend
  /// Whether it has been waited for, so that what was known before may no longer hold.
  public let hasWaited: Bool

  private let passage: BackendStanding.Passage
  private let board: HealthBoard
  private let lane: Lane
  private var isOver = false

  init(
    _ passage: BackendStanding.Passage, to backend: Backend, on board: HealthBoard, in lane: Lane,
    hasWaited: Bool
  ) {
    self.passage = passage
    self.backend = backend
    self.board = board
    self.lane = lane
    self.hasWaited = hasWaited
  }

  isolated deinit {
    guard !isOver else { return }
    board.noteNothing(of: passage, at: backend)
    lane.leave()
  }

  /// Notes the head of an answer, in which vendors say what is left of a limit.
  public func note(_ fields: HTTPFields) { board.note(fields, of: passage, at: backend) }

  /// Notes what the target has used, whatever came of it. What an answer has used is noted with the answer.
  public func charge(_ usage: Usage?) { board.charge(usage, to: passage, at: backend) }

  /// The target has answered.
  ///
  /// - Parameters:
  ///   - usage: what it cost, where that is known.
  ///   - firstEvent: how long the first event took, in nanoseconds; nil for an answer that came whole.
  ///   - whole: how long the whole answer took, likewise.
  public func succeed(usage: Usage?, firstEvent: UInt64?, whole: UInt64) {
    guard end() else { return }
    charge(usage)
    board.noteAnswer(usage, firstEvent: firstEvent, whole: whole, of: passage, at: backend)
    lane.leave()
  }

  /// The target has failed.
  ///
  /// - Parameter error: why; holds no key, since operators are shown it.
  public func fail(_ error: UpstreamError) {
    guard end() else { return }
    board.note(error, of: passage, at: backend)
    lane.leave()
  }

  /// Whether nothing has been said yet of how it went.
  private func end() -> Bool {
    defer { isOver = true }
    return !isOver
  }
}
