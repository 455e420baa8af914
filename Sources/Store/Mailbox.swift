#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How long elements wait for company when none presses, in milliseconds. Turns that share a transaction write each
/// page of the database's indexes once.
private let gathering = 5

/// A queue into one thread, bounded by the weight of what it holds.
///
/// Weight counts until the thread has finished with an element, not just until it has taken it: what is being
/// written still occupies memory.
///
/// The thread is not woken for every element: one that does not press waits a moment for others to share the way.
///
/// `@unchecked Sendable`: everything mutable is touched only while `lock` is held, except that `takeAll` may be
/// called by one thread only.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  private var waitingWeight = 0
  private var takenWeight = 0
  private var isPressing = false
  private var isClosed = false
  private let capacity: Int

  /// An empty mailbox that holds at most `capacity`.
  init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(lock, nil)
    pthread_cond_init(filled, nil)
  }

  deinit {
    pthread_cond_destroy(filled)
    pthread_mutex_destroy(lock)
    filled.deallocate()
    lock.deallocate()
  }

  /// What became of an element that was offered.
  enum Receipt {
    case accepted
    case full
    case closed
  }

  /// Offers an element. One that weighs nothing is always taken, and one that is heavier than the whole capacity when
  /// nothing else is there.
  ///
  /// - Parameter isPressing: whether the element, and with it all before it, is to be taken at once.
  func put(_ element: Element, weight: Int, isPressing: Bool = true) -> Receipt {
    withLock {
      guard !isClosed else { return .closed }
      let held = waitingWeight + takenWeight
      guard held == 0 || weight == 0 || held + weight <= capacity else { return .full }
      elements.append(element)
      waitingWeight += weight
      press(isPressing || waitingWeight > capacity / 4)
      if elements.count == 1 { pthread_cond_signal(filled) }
      return .accepted
    }
  }

  /// Takes everything that waits, waiting at most `seconds` for something to come and a moment longer for more; what
  /// was taken before is done with. Nil when the mailbox is closed and empty.
  func takeAll(waitingAtMost seconds: Int) -> [Element]? {
    withLock {
      takenWeight = 0
      if elements.isEmpty, !isClosed, seconds > 0 { wait(atMost: seconds * 1000) }
      if !elements.isEmpty, !isPressing { wait(atMost: gathering) }
      guard !(elements.isEmpty && isClosed) else { return nil }
      defer {
        elements = []
        isPressing = isClosed
        takenWeight = waitingWeight
        waitingWeight = 0
      }
      return elements
    }
  }

  /// Takes no more; what waits is still handed out.
  func close() {
    withLock {
      isClosed = true
      press(true)
    }
  }

  /// The weight of everything waiting or being worked on.
  var weight: Int { withLock { waitingWeight + takenWeight } }

  private func press(_ doesPress: Bool) {
    guard doesPress, !isPressing else { return }
    isPressing = true
    pthread_cond_signal(filled)
  }

  /// May return early: the caller's loop looks again.
  private func wait(atMost milliseconds: Int) {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    let nanoseconds = deadline.tv_nsec + milliseconds % 1000 * 1_000_000
    deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    pthread_cond_timedwait(filled, lock, &deadline)
  }

  private func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
