import Conversations
import Synchronization
import Wire

/// The memory of the gateway: every message once, the sessions they make up, and every turn with what it cost.
///
/// Requests find their session in memory (`recallKnown`) or, when it was last used long ago, with one trip to the
/// store's thread (`recall`). Turns are written by that thread, which commits whatever has queued in one transaction;
/// `settle` returns at once. Nothing a store does or fails to do stops a request: see `StoreTrouble`.
public final class ConversationStore: Sendable {
  let mailbox: Mailbox<StoreJob>
  let memory: StoreMemory
  let now: @Sendable () -> Int64
  private let closed = Latch()

  /// What every job weighs in the queue besides what it carries, in bytes.
  static let jobWeight = 1024

  /// Opens a store.
  ///
  /// - Parameter onTrouble: told of everything that goes wrong later on; called on any thread.
  /// - Throws: `StoreError` with the path and the way out.
  public init(
    _ location: StoreLocation, for access: StoreAccess, options: StoreOptions = StoreOptions(),
    onTrouble: @escaping @Sendable (StoreTrouble) -> Void = { _ in }
  ) throws(StoreError) {
    let (archive, lock) = try Self.open(location, for: access)
    memory = StoreMemory(capacity: options.indexedHashes, onTrouble: onTrouble)
    mailbox = Mailbox(capacity: options.queueBytes)
    now = options.now
    if access == .serving {
      let keys = try archive.sessionKeys()
      memory.index.withLock { index in
        for (session, key) in keys { index.register(session, key: key) }
      }
    }
    try StoreThread.start(
      archive: archive, lock: lock, mailbox: mailbox, memory: memory,
      retention: access == .serving ? options.retention : nil, now: options.now, closed: closed)
  }

  /// Whatever is queued is still written.
  deinit { mailbox.close() }

  private static func open(
    _ location: StoreLocation, for access: StoreAccess
  ) throws(StoreError) -> sending (Archive, FileLock?) {
    switch (location, access) {
    case (.memory, _): return (Archive(try Database.writing(":memory:")), nil)
    case (.file(let path), .reading): return (Archive(try Database.reading(path)), nil)
    case (.file(let path), .serving), (.file(let path), .maintenance):
      let file = StoreFile(path: path)
      guard access == .serving || file.exists else { throw .missing(path: path) }
      let lock = try file.claim()
      return (Archive(try Database.writing(path)), lock)
    }
  }

  // MARK: Requests

  /// Where a request belongs, if that can be told without asking the disk: its session is in memory, or is certainly
  /// new. The request is registered as its session's latest.
  public func recallKnown(_ request: ChatRequest, kind: RequestKind) -> SessionState? {
    recallKnown(RecallQuery(request, kind: kind))
  }

  /// Where a request belongs. The request is registered as its session's latest.
  ///
  /// Where the store does not answer, or the task is cancelled while it waits, the request gets a session of its own,
  /// which no later request is placed in.
  public func recall(_ request: ChatRequest, kind: RequestKind) async -> SessionState {
    let query = RecallQuery(request, kind: kind)
    // What has been read may be forgotten again before it is used, if very many come at once.
    for _ in 0..<3 {
      if let state = recallKnown(query) { return state }
      guard await load(memory.index.withLock({ $0.missing(for: query) })) else { break }
    }
    return SessionState(
      session: .random(), branch: 0, placement: query.placement.opensConversation ? .new : .side,
      knownMessages: 0)
  }

  private func recallKnown(_ query: RecallQuery) -> SessionState? {
    memory.index.withLock { index in
      index.missing(for: query).isEmpty ? index.recall(query) : nil
    }
  }

  /// Writes down a turn. Returns at once; a turn for which there is no room is dropped, counted and told of.
  public func settle(_ turn: Turn) {
    memory.index.withLock { $0.note(turn) }
    if mailbox.put(.settle(turn), weight: turn.weight + Self.jobWeight, isPressing: false) != .accepted {
      memory.report(.dropped(turn.state.session))
    }
  }

  /// Returns when everything settled before is committed, or has failed to be.
  public func flush() async {
    let flushed = Latch()
    // Weighs nothing, and so is refused only by a closed store, which commits what it has all the same.
    let receipt = mailbox.put(.work { _ in flushed.open() }, weight: 0)
    await (receipt == .accepted ? flushed : closed).wait()
  }

  /// Commits what is queued, closes the database and lets go of its lock; nothing is taken after this.
  public func close() async {
    mailbox.close()
    await closed.wait()
  }

  /// How the store has fared.
  public var counters: StoreCounters {
    var counters = memory.counters
    counters.queuedBytes = mailbox.weight
    return counters
  }

  /// Has the thread read some families into the index; false if they are not there when this returns.
  private func load(_ keys: [Fingerprint]) async -> Bool {
    let loaded = Latch()
    let receipt = mailbox.put(
      .work { [memory] archive in
        for key in keys { memory.load(key, from: archive) }
        loaded.open()
      }, weight: Self.jobWeight)
    guard receipt == .accepted else {
      memory.report(.unrecalled(receipt == .closed ? .closed : .overloaded))
      return false
    }
    await loaded.waitUnlessCancelled()
    return !Task.isCancelled
  }

  // MARK: The thread

  /// What `work` finds or makes of the database, once everything settled before is committed: nothing is ever shown
  /// that a crash could still undo.
  @discardableResult
  func perform<Value: Sendable>(
    _ work: @escaping @Sendable (Archive) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { waiter in
      let receipt = mailbox.put(
        .work { archive in
          waiter.resume(returning: Result { () throws(StoreError) in try work(archive) })
        }, weight: Self.jobWeight)
      if receipt != .accepted {
        waiter.resume(returning: .failure(receipt == .closed ? .closed : .overloaded))
      }
    }
    return try result.get()
  }

  /// Forgets a session that has been removed.
  func forget(_ removed: RemovedSession) { memory.forget(removed) }
}

extension StoreMemory {
  /// Takes a family into the index; one that cannot be read is begun anew.
  fileprivate func load(_ key: Fingerprint, from archive: Archive) {
    let family: SessionFamily
    do {
      family = try archive.family(of: key)
    } catch {
      report(.unrecalled(error))
      family = SessionFamily()
    }
    index.withLock { $0.adopt(family, key: key) }
  }
}

extension Turn {
  /// The memory a turn holds on to while it waits, in bytes: its request twice, since the index over the text takes
  /// about as much, the answer, what was forwarded, and what was counted.
  fileprivate var weight: Int {
    let counted = counts.reduce(0) { $0 + 64 + 8 * $1.parts.count }
    return 2 * request.document.bytes.count + (answer?.weight ?? 0) + (context?.weight ?? 0)
      + (reasoning?.byteCount ?? 0) + counted
  }
}

extension TurnContext {
  /// The memory it holds on to, in bytes; a block takes about 200 besides its text.
  fileprivate var weight: Int {
    report.blocks.reduce(state?.count ?? 0) { $0 + 200 + ($1.text?.utf8.count ?? 0) }
  }
}

extension RecordedAnswer {
  /// The memory it holds on to, in bytes.
  fileprivate var weight: Int { messages.reduce(0) { $0 + $1.body.count } }
}
