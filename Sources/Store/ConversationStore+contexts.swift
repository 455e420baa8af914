import Conversations
import Synchronization

/// What a request is planned with. Nothing of it is needed to answer: what cannot be had is begun anew, and told of.
extension ConversationStore {
  /// The states that a session's lines have with a target, as the context engine has written them, the newest first: the
  /// line's own after a restart, and after a fork the one it left. Those that are damaged are left out.
  ///
  /// Nothing when the store does not answer, or the task is cancelled while it waits.
  public func contexts(
    of session: SessionID, backend: String, model: String
  ) async -> [(branch: Int, state: [UInt8])] {
    await look(for: .contexts) { (archive, memory) throws(StoreError) in
      let (states, damage) = try archive.contexts(of: session, backend: backend, model: model)
      for error in damage { memory.report(.unread(.contexts, error)) }
      return states
    } ?? []
  }

  /// What is known of the tokens of messages by a tokenizer's name, in the order asked for; messages that nobody has
  /// counted, and all when the store does not answer, are left out.
  public func counts(of sources: [Fingerprint], tokenizer: String) async -> [MessageCount] {
    await look(for: .counts) { [now] (archive, memory) throws(StoreError) in
      let found = try archive.counts(of: sources, tokenizer: tokenizer, at: now())
      for error in found.damage { memory.report(.unread(.counts, error)) }
      guard !found.stale.isEmpty else { return found.counts }
      do throws(StoreError) {
        try archive.touch(found.stale, tokenizer: tokenizer, at: now())
      } catch {
        memory.report(.unkept(.counts, error))
      }
      return found.counts
    } ?? []
  }

  /// Everything that was learned of how backends count, by backend and model; nothing when the store does not answer.
  public func calibrations() async -> [StoredCalibration] {
    await look(for: .calibrations) { (archive, _) throws(StoreError) in try archive.calibrations() } ?? []
  }

  /// Keeps what was learned of how a backend counts. Returns at once; what finds no room is told of.
  public func keep(_ calibration: StoredCalibration) {
    keep(.calibrations, weight: calibration.body.count) { (archive) throws(StoreError) in
      try archive.keep(calibration)
    }
  }

  /// Has something kept, in one transaction with the turns beside it in the queue.
  ///
  /// - Parameter weight: the memory that `work` holds on to, in bytes.
  func keep(
    _ facts: StoredFacts, weight: Int, _ work: @escaping @Sendable (Archive) throws(StoreError) -> Void
  ) {
    let receipt = mailbox.put(.keep(facts, work), weight: weight + Self.jobWeight, isPressing: false)
    if receipt != .accepted {
      memory.report(.unkept(facts, receipt == .closed ? .closed : .overloaded))
    }
  }

  /// What `work` finds once everything settled before is committed; nil when it fails, or the task is cancelled while
  /// it waits.
  func look<Value: Sendable>(
    for facts: StoredFacts, _ work: @escaping @Sendable (Archive, StoreMemory) throws(StoreError) -> Value
  ) async -> Value? {
    let finding = Finding<Value>()
    let receipt = mailbox.put(
      .work { [memory] archive in
        do throws(StoreError) {
          let value = try work(archive, memory)
          finding.value.withLock { $0 = value }
        } catch {
          memory.report(.unread(facts, error))
        }
        finding.latch.open()
      }, weight: Self.jobWeight)
    guard receipt == .accepted else {
      memory.report(.unread(facts, receipt == .closed ? .closed : .overloaded))
      return nil
    }
    await finding.latch.waitUnlessCancelled()
    return finding.value.withLock { $0 }
  }
}

/// What the store's thread finds for somebody who may have stopped waiting for it.
private final class Finding<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
  let latch = Latch()
}
