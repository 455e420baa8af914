import Conversations
import Upstream

/// The targets of a request, in the order in which they are asked.
///
/// When none was asked and some were only advised against, those are asked after all: a breaker spares a request the way to
/// a target that fails, and there is nothing to be spared where there is no other.
struct TargetChain {
  /// One target.
  struct Link {
    /// The target.
    let target: Target
    /// Whether it is asked because nobody else is left.
    let isLastResort: Bool
    /// The largest window that was too small, in tokens; nil as long as none was. This one's must be larger.
    let floor: Int?
  }

  private var waiting: [Target]
  private var held: [Target] = []
  private var isLastResort = false
  private var wasAnyAsked = false
  private var floor: Int?

  /// A chain of which no target was asked.
  init(_ targets: [Target]) { waiting = targets.reversed() }

  /// Whether there is one more after this, as far as can be told now.
  var hasMore: Bool { !waiting.isEmpty }

  /// The next target; nil when there is none.
  mutating func next() -> Link? {
    if waiting.isEmpty, !wasAnyAsked, !isLastResort {
      isLastResort = true
      waiting = held.reversed()
    }
    return waiting.popLast().map { Link(target: $0, isLastResort: isLastResort, floor: floor) }
  }

  /// Notes why a target has not answered.
  mutating func note(_ failure: HopFailure, of link: Link) {
    if failure.wasAsked { wasAnyAsked = true }
    switch failure {
    case .held(let reason): if reason.isAdvice { held.append(link.target) }
    case .unfit(let error): raiseFloor(by: error)
    case .failed(_, let told, _): raiseFloor(by: told)
    case .unsuited: break
    }
  }

  private mutating func raiseFloor(by error: ClientError) {
    guard case .contextOverflow(_, let limit?) = error.kind else { return }
    floor = max(floor ?? 0, limit)
  }
}
