import Conversations
import Reactor
import Store
import Tokens

/// What is known of conversations and targets by having served them. It is true under every configuration.
@LoopActor
final class ContextKnowledge {
  /// Most digests that wait for an epoch.
  private static let mostDigests = 64

  /// What requests go on from.
  let memory: ContextMemory
  /// What has been learned of targets.
  var lessons = TargetLessons()
  /// Digests that models have written and no epoch has used yet, by the chain hash at which what they describe ends,
  /// oldest first.
  private(set) var digests: [(end: Fingerprint, text: String)] = []

  private let store: ConversationStore

  /// Nothing is known yet.
  init(store: ConversationStore) {
    self.store = store
    memory = ContextMemory(store: store)
  }

  /// Takes up what was learned in earlier runs.
  func recall() async {
    for stored in await store.calibrations() {
      lessons.recall(Calibration(decoding: stored.body), of: "\(stored.backend)/\(stored.model)")
    }
  }

  /// Takes a digest that a model has written, for the next epoch of the line that it is of.
  func adopt(digest text: String, of end: Fingerprint) {
    digests.append((end, text))
    digests.removeFirst(max(0, digests.count - Self.mostDigests))
  }
}
