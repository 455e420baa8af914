import Conversations
import Reactor
import Store
import Upstream

/// The reasoning that conversations hold, as far as a vendor wants it back or must not see it: in mind for those that went
/// on last, else on the disk.
@LoopActor
final class ReasoningShelf {
  /// What is kept in mind of all conversations together, in bytes.
  private static let capacity = 64 << 20
  /// How long the disk may take; without an answer the vendor judges what it is sent.
  private static let recallMilliseconds = 1_000

  private struct Slot {
    var known: KnownReasoning
    var weight: Int
    var lastUse: Int
  }

  private let store: ConversationStore
  private let capacity: Int
  private var slots: [SessionID: Slot] = [:]
  private var weight = 0
  private var clock = 0

  /// A shelf over a store.
  init(store: ConversationStore, capacity: Int = ReasoningShelf.capacity) {
    self.store = store
    self.capacity = capacity
  }

  /// What is remembered of a conversation's reasoning before a request of it goes to a backend; nothing for one that
  /// neither signs its reasoning nor wants it back.
  func known(at state: SessionState, to backend: Backend) async -> KnownReasoning {
    guard backend.keepsReasoning else { return KnownReasoning() }
    clock += 1
    if slots[state.session] != nil {
      slots[state.session]?.lastUse = clock
      return slots[state.session]?.known ?? KnownReasoning()
    }
    let known = await withDeadline(milliseconds: Self.recallMilliseconds) { [store] in
      await store.reasoning(in: state)
    }
    // What another request has put here in the meantime is newer.
    if slots[state.session] == nil { put(known, of: state.session) }
    return slots[state.session]?.known ?? known
  }

  /// Keeps what of an answer its vendor may want back, and notes it in the turn. To be called before the client can send
  /// its next request.
  func keep(_ answer: Answer, of attempt: Attempt, _ turn: inout Turn) {
    let destination = attempt.destination
    guard destination.backend.keepsReasoning,
      var kept = KeptReasoning(of: answer, issuer: destination.target.name)
    else { return }
    // A client of the vendor's own API has been shown all of it, and sends it back by itself.
    if attempt.isVerbatim, destination.target.dialect.returnsReasoning { kept.states = [:] }
    turn.reasoning = kept
    guard var known = slots[turn.state.session]?.known else { return }
    known.remember(kept)
    put(known, of: turn.state.session)
  }

  private func put(_ known: KnownReasoning, of session: SessionID) {
    let size = known.byteCount
    weight -= slots.removeValue(forKey: session)?.weight ?? 0
    // The disk has it, and gives the newest of it.
    guard size <= KnownReasoning.mostBytes else { return }
    clock += 1
    slots[session] = Slot(known: known, weight: size, lastUse: clock)
    weight += size
    while weight > capacity, let oldest = slots.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      weight -= oldest.value.weight
      slots[oldest.key] = nil
    }
  }
}

extension DialectName {
  /// Whether its clients send back the reasoning they were shown, with its signatures.
  fileprivate var returnsReasoning: Bool {
    switch self {
    case .anthropicMessages, .openAIResponses: true
    case .openAIChat, .ollamaChat, .geminiGenerate: false
    }
  }
}
