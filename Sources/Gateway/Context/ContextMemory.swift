import ContextEngine
import Conversations
import Dialects
import Reactor
import Store
import Wire

/// What requests go on from: the states of their conversations and the counts of their messages, in mind or on the disk.
@LoopActor
final class ContextMemory {
  /// What is kept in mind of states, in bytes as they are written down.
  private static let shelfBytes = 64 << 20

  private let store: ConversationStore
  private var shelf = ContextShelf(capacity: shelfBytes)
  private var counts = CountMemory()

  /// A memory over a store.
  init(store: ConversationStore) { self.store = store }

  /// The state that goes furthest with a request: of its own line, or after a fork of the line it left. One that cannot go
  /// on knows the fixed part at least; a side request, which has another, is not shown it.
  func state(
    for request: ChatRequest, _ key: ContextKey, spokenBy dialect: any ClientDialect, at session: SessionState
  ) async -> ContextState? {
    let place = ContextShelf.Place(key)
    if !shelf.knows(place) { shelf.adopt(await stored(key, isNew: session.placement == .new), of: place) }
    let states = shelf.states(of: place).mapValues { state in
      (state: state, reach: state.agreement(with: request, parts: { dialect.readableParts(of: $0) }) ?? -1)
    }
    if let own = states[key.branch], own.reach >= 0 { return own.state }
    let furthest = states.values.max { $0.reach < $1.reach }
    return furthest.flatMap { session.placement == .side && $0.reach < 0 ? nil : $0.state }
  }

  private func stored(_ key: ContextKey, isNew: Bool) async -> [Int: (state: ContextState, weight: Int)] {
    var states: [Int: (state: ContextState, weight: Int)] = [:]
    if isNew { return states }
    for (branch, bytes) in await store.contexts(of: key.session, backend: key.backend, model: key.model) {
      states[branch] = ContextState(decoding: bytes).map { ($0, bytes.count) }
    }
    return states
  }

  /// Keeps the state of a line; gives it as it is to be written down.
  func keep(_ state: ContextState, of key: ContextKey) -> [UInt8] {
    let encoded = state.encoded()
    shelf.keep(state, weight: encoded.count, of: key)
    return encoded
  }

  /// What is known of the counts of a request's messages.
  ///
  /// - Parameter asksStore: whether the store is asked for what is not in mind; where a conversation only goes on, what is
  ///   not in mind is new.
  func counts(
    of request: ChatRequest, by tokenizer: String, asksStore: Bool
  ) async -> [Fingerprint: [Int]] {
    let sources = request.messages.map { $0.source.withBytes { Fingerprint(of: $0) } }
    let known = counts.counts(of: sources, tokenizer: tokenizer)
    let unknown = sources.filter { known[$0] == nil }
    guard asksStore, !unknown.isEmpty else { return known }
    remember(await store.counts(of: unknown, tokenizer: tokenizer), by: tokenizer)
    return counts.counts(of: sources, tokenizer: tokenizer)
  }

  /// Remembers counts.
  func remember(_ counted: [MessageCount], by tokenizer: String) {
    counts.remember(counted, tokenizer: tokenizer)
  }
}

extension ClientDialect {
  /// The parts of a message object; none of one that has no meaning.
  func readableParts(of message: JSONValue) -> [ContentPart] {
    (try? parts(of: message, at: "message")) ?? []
  }
}
