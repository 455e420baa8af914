import CSys
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Hears of a watched descriptor's readiness.
@LoopActor public protocol EventHandler: AnyObject {
  /// Called on the loop with what the descriptor is ready for.
  func ready(_ readiness: Readiness)
}

/// Puts work off to the end of an event batch, to do it once however often it was asked for.
@LoopActor public protocol BatchFlushing: AnyObject {
  /// Called when the batch's events are handled and its tasks have run as far as they can.
  func flushBatch()
}

/// One thread, one poller: waits for descriptors and timers, and runs the tasks of `LoopActor`.
///
/// A turn handles the events of one wait, then runs tasks and flushes until there is nothing left to do, then the
/// timers that are due. Nothing on the loop may block or compute for more than about a millisecond.
public final class EventLoop: SerialExecutor, TaskExecutor, Sendable {
  private struct Watch {
    var generation: UInt32 = 0
    var handler: (any EventHandler)?
  }

  private struct Inbox {
    var jobs: [UnownedJob] = []
    var work: [@LoopActor @Sendable () -> Void] = []
    var isSignalled = false
    var isStopped = false
  }

  private static let wakeupToken = UInt64.max
  // A task that always has more to do must not keep the sockets waiting.
  private static let maxRoundsPerTurn = 64

  private let wakeup: Int32
  private let inbox = Mutex(Inbox())
  // Zero until the loop runs. A pthread_t is a number or a pointer, never zero for a running thread.
  private let thread = Atomic<UInt>(0)
  private let isStarted = Atomic(false)
  // Touched only by the loop's thread: `enqueue` checks that before it takes this way.
  nonisolated(unsafe) private var jobs: [UnownedJob] = []

  @LoopActor private var runningJobs: [UnownedJob] = []
  @LoopActor private let poller = Poller()
  @LoopActor private var watches: [Watch] = []
  @LoopActor private var timers = TimerQueue<@LoopActor () -> Void>()
  @LoopActor private var deferred: [@LoopActor () -> Void] = []
  @LoopActor private var flushes: [any BatchFlushing] = []
  @LoopActor private var isRunning = false

  init() {
    csys_ignore_sigpipe()
    wakeup = csys_wakeup_open()
    precondition(wakeup >= 0, "no wake-up descriptor: error \(errno)")
  }

  /// Nanoseconds of the monotonic clock.
  public var now: UInt64 { csys_monotonic_ns() }

  /// Whether the calling thread is the loop's.
  public var isOnLoop: Bool { thread.load(ordering: .relaxed) == Self.currentThread }

  private static var currentThread: UInt {
    #if canImport(Darwin)
      UInt(bitPattern: pthread_self())
    #else
      pthread_self()
    #endif
  }
}

// MARK: - Executor

extension EventLoop {
  /// Runs a piece of a task on the loop, soon. From any thread.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isOnLoop {
      jobs.append(job)
    } else {
      post { $0.jobs.append(job) }
    }
  }

  /// This loop as the executor of an actor.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Ends the process if the calling thread is not the loop's.
  public func checkIsolated() {
    precondition(isOnLoop, "not on the loop's thread")
  }

  /// Whether the calling thread is the loop's, for the runtime's own checks.
  public func isIsolatingCurrentContext() -> Bool? { isOnLoop }
}

// MARK: - Work from anywhere

extension EventLoop {
  /// Runs `work` on the loop, soon. From any thread.
  public func execute(_ work: @escaping @LoopActor @Sendable () -> Void) {
    post { $0.work.append(work) }
  }

  /// Makes `run` return after the turn it is in. From any thread.
  public func stop() {
    post { $0.isStopped = true }
  }

  /// Leaves something for the loop's thread and wakes it, once for any number of things left.
  private func post(_ leave: (inout Inbox) -> Void) {
    let mustSignal = inbox.withLock { inbox in
      leave(&inbox)
      defer { inbox.isSignalled = true }
      return !inbox.isSignalled
    }
    if mustSignal { csys_wakeup_signal(wakeup) }
  }

  @LoopActor private func takeInbox() {
    csys_wakeup_drain(wakeup)
    let taken = inbox.withLock { inbox in
      defer { inbox = Inbox() }
      return inbox
    }
    if taken.isStopped { isRunning = false }
    deferred.append(contentsOf: taken.work)
    jobs.append(contentsOf: taken.jobs)
  }
}

// MARK: - Work on the loop

extension EventLoop {
  /// Runs `work` when the current event has been handled, in the same turn.
  @LoopActor public func later(_ work: @escaping @LoopActor () -> Void) {
    deferred.append(work)
  }

  /// Calls `flushBatch` once this batch's events are handled. To be asked for once per batch.
  @LoopActor public func flushAtBatchEnd(_ flusher: any BatchFlushing) {
    flushes.append(flusher)
  }

  /// Runs `action` in `milliseconds`, never early.
  @discardableResult
  @LoopActor public func after(milliseconds: Int, _ action: @escaping @LoopActor () -> Void) -> TimerID {
    timers.insert(at: now + UInt64(max(0, milliseconds)) * 1_000_000, action)
  }

  /// Takes a timer back; one that has gone off or was cancelled already is let be.
  @LoopActor public func cancelTimer(_ id: TimerID) {
    timers.cancel(id)
  }
}

// MARK: - Descriptors

extension EventLoop {
  /// Starts reporting a descriptor's readiness to `handler`, which is kept until `unwatch`.
  /// Throws when the system refuses to watch it.
  @LoopActor public func watch(
    _ fd: Int32, for interest: Readiness, _ handler: any EventHandler
  ) throws(SocketError) {
    let index = Int(fd)
    while watches.count <= index { watches.append(Watch()) }
    watches[index].generation &+= 1
    try poller.add(fd, interest, token: token(of: fd))
    watches[index].handler = handler
  }

  /// Changes what is reported of a watched descriptor. Returns false if somebody has closed it.
  @discardableResult
  @LoopActor public func setInterest(_ fd: Int32, _ interest: Readiness) -> Bool {
    poller.modify(fd, interest, token: token(of: fd))
  }

  /// Stops reporting a watched descriptor. To be called before it is closed.
  @LoopActor public func unwatch(_ fd: Int32) {
    poller.remove(fd)
    watches[Int(fd)].generation &+= 1
    watches[Int(fd)].handler = nil
  }

  // The generation tells an event for a descriptor that was closed earlier in the batch from one for its successor
  // of the same number.
  @LoopActor private func token(of fd: Int32) -> UInt64 {
    UInt64(watches[Int(fd)].generation) << 32 | UInt64(UInt32(bitPattern: fd))
  }
}

// MARK: - Running

extension EventLoop {
  /// Makes the calling thread the loop's and runs the loop on it until `stop`.
  public func run() {
    let claim = thread.compareExchange(
      expected: 0, desired: Self.currentThread, ordering: .sequentiallyConsistent)
    precondition(claim.exchanged, "the loop runs already")
    LoopActor.assume(self) { $0.runIsolated() }
    thread.store(0, ordering: .sequentiallyConsistent)
  }

  /// Runs the loop on a thread of its own. Called again it does nothing.
  public func start() {
    let isFirst = isStarted.compareExchange(
      expected: false, desired: true, ordering: .sequentiallyConsistent
    ).exchanged
    if isFirst { startThread(named: "loop") { self.run() } }
  }

  @LoopActor private func runIsolated() {
    do throws(SocketError) {
      try poller.add(wakeup, .readable, token: Self.wakeupToken)
    } catch {
      preconditionFailure("the loop cannot be woken: \(error)")
    }
    isRunning = true
    while isRunning { turn() }
    poller.remove(wakeup)
  }

  @LoopActor private func turn() {
    poller.wait(milliseconds: timeToWait()) { token, readiness in
      dispatch(token, readiness)
    }
    settle()
    let now = now
    while let action = timers.popDue(by: now) { action() }
    settle()
  }

  @LoopActor private func dispatch(_ token: UInt64, _ readiness: Readiness) {
    if token == Self.wakeupToken { return takeInbox() }
    let watch = watches[Int(UInt32(truncatingIfNeeded: token))]
    if watch.generation == UInt32(truncatingIfNeeded: token >> 32) { watch.handler?.ready(readiness) }
  }

  /// Runs tasks, deferred work and flushes until none is left.
  @LoopActor private func settle() {
    for _ in 0..<Self.maxRoundsPerTurn where hasWork {
      runJobs()
      for work in take(&deferred) { work() }
      if jobs.isEmpty && deferred.isEmpty {
        for flusher in take(&flushes) { flusher.flushBatch() }
      }
    }
  }

  @LoopActor private func runJobs() {
    // Two arrays change places, so that neither is allocated anew for each round.
    swap(&jobs, &runningJobs)
    for job in runningJobs {
      job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }
    runningJobs.removeAll(keepingCapacity: true)
  }

  @LoopActor private func take<Work>(_ list: inout [Work]) -> [Work] {
    defer { list = [] }
    return list
  }

  @LoopActor private var hasWork: Bool {
    !(jobs.isEmpty && deferred.isEmpty && flushes.isEmpty)
  }

  /// Milliseconds the poller may wait, rounded up so that a timer is due when it wakes; -1 is for ever.
  @LoopActor private func timeToWait() -> Int32 {
    if hasWork { return 0 }
    guard let deadline = timers.nextDeadline else { return -1 }
    let now = now
    return deadline <= now ? 0 : Int32(min((deadline - now + 999_999) / 1_000_000, 60_000))
  }
}
