import Conversations

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Something for the store's thread to do.
enum StoreJob: Sendable {
  /// Write a turn down, in one transaction with its neighbours in the queue.
  case settle(Turn)
  /// Keep something, in the same transaction as the turns beside it.
  case keep(StoredFacts, @Sendable (Archive) throws(StoreError) -> Void)
  /// Look or change, once everything queued before is committed.
  case work(@Sendable (Archive) -> Void)
}

/// The one thread that touches the database: it takes whatever has queued, commits it in one transaction, and sees
/// to retention when nothing presses.
final class StoreThread {
  /// How often old sessions are looked for, in seconds.
  private static let retentionInterval = 3600

  private let archive: Archive
  private let mailbox: Mailbox<StoreJob>
  private let memory: StoreMemory
  private let retention: RetentionPolicy?
  private let now: @Sendable () -> Int64
  /// When old sessions are next looked for, in milliseconds since 1970.
  private var nextRetention: Int64
  private var turnsInTransaction = 0

  private init(
    archive: Archive, mailbox: Mailbox<StoreJob>, memory: StoreMemory, retention: RetentionPolicy?,
    now: @escaping @Sendable () -> Int64
  ) {
    self.archive = archive
    self.mailbox = mailbox
    self.memory = memory
    self.retention = retention
    self.now = now
    nextRetention = now()
  }

  /// Starts the thread. It ends when the mailbox is closed and empty: then it closes the database, lets go of `lock`
  /// and opens `closed`.
  static func start(
    archive: sending Archive, lock: FileLock?, mailbox: Mailbox<StoreJob>, memory: StoreMemory,
    retention: RetentionPolicy?, now: @escaping @Sendable () -> Int64, closed: Latch
  ) throws(StoreError) {
    let path = archive.path
    let body = ThreadBody(
      StoreThread(archive: archive, mailbox: mailbox, memory: memory, retention: retention, now: now),
      lock: lock, closed: closed)
    let context = Unmanaged.passRetained(body)
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { runThreadBody($0) }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw .failed(path: path, detail: "no thread: \(systemMessage(code))")
    }
    pthread_detach(thread)
  }

  /// How much lower the thread's priority is than that of the threads which answer, as `nice` counts. Not lower still:
  /// beside a local model that keeps every core busy, a recall must not wait for its turn.
  private static let niceness: Int32 = 10

  fileprivate func run() {
    // On Linux this is for the calling thread alone; elsewhere it would be for the whole process.
    #if os(Linux)
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
    #endif
    while let jobs = mailbox.takeAll(waitingAtMost: secondsToRetention) {
      for job in jobs { perform(job) }
      commit()
      retainIfDue()
    }
  }

  private func perform(_ job: StoreJob) {
    switch job {
    case .settle(let turn): settle(turn)
    case .keep(let facts, let work): keep(facts, work)
    case .work(let work):
      commit()
      work(archive)
    }
  }

  // MARK: Writing

  private func settle(_ turn: Turn) {
    do {
      try begin()
      try archive.settle(turn)
      turnsInTransaction += 1
    } catch {
      fail(.unwritten(turn.state.session, error), error)
    }
  }

  private func keep(_ facts: StoredFacts, _ work: (Archive) throws(StoreError) -> Void) {
    do {
      try begin()
      try work(archive)
    } catch {
      fail(.unkept(facts, error), error)
    }
  }

  private func begin() throws(StoreError) {
    if !archive.database.isInTransaction { try archive.database.execute("BEGIN IMMEDIATE") }
  }

  private func fail(_ trouble: StoreTrouble, _ error: StoreError) {
    memory.report(trouble)
    // Some failures undo the whole transaction, and the turns before this one with it.
    if !archive.database.isInTransaction { loseTransaction(to: error) }
  }

  private func commit() {
    guard archive.database.isInTransaction else { return }
    do {
      try archive.database.execute("COMMIT")
      memory.count(settled: turnsInTransaction)
      turnsInTransaction = 0
    } catch {
      archive.database.rollback()
      loseTransaction(to: error)
    }
  }

  private func loseTransaction(to error: StoreError) {
    if turnsInTransaction > 0 { memory.report(.lost(turns: turnsInTransaction, error)) }
    turnsInTransaction = 0
  }

  // MARK: Retention

  /// A clock that is set back makes retention late by as much, which harms nobody.
  private var secondsToRetention: Int {
    guard retention != nil else { return Self.retentionInterval }
    let milliseconds = nextRetention - now()
    return Int(min(max((milliseconds + 999) / 1000, 0), Int64(Self.retentionInterval)))
  }

  private func retainIfDue() {
    let time = now()
    guard let retention, time >= nextRetention else { return }
    do {
      switch try archive.retain(retention, now: time) {
      case .removed(let session): memory.forget(session)
      case .trimmed, .shrunk: break
      case .finished: nextRetention = time + Int64(Self.retentionInterval) * 1000
      }
    } catch {
      nextRetention = time + Int64(Self.retentionInterval) * 1000
      memory.report(.unretained(error))
    }
  }
}

/// What the thread owns. The lock is let go last, when the database is closed.
private final class ThreadBody {
  private var thread: StoreThread?
  private var lock: FileLock?
  private let closed: Latch

  init(_ thread: StoreThread, lock: FileLock?, closed: Latch) {
    self.thread = thread
    self.lock = lock
    self.closed = closed
  }

  func run() {
    thread?.run()
    thread = nil
    lock = nil
    closed.open()
  }
}

/// A function of its own, since what C calls on another thread must not inherit an actor.
private func runThreadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
