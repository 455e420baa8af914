#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A queue into one thread, bounded by the weight of what it holds.
///
/// Weight counts until the thread has finished with an element, not just until it has taken it: what is being
/// written still occupies memory.
///
/// `@unchecked Sendable`: everything mutable is touched only while `lock` is held, except that `takeAll` may be
/// called by one thread only.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  private var waitingWeight = 0
  private var takenWeight = 0
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
  func put(_ element: Element, weight: Int) -> Receipt {
    withLock {
      guard !isClosed else { return .closed }
      let held = waitingWeight + takenWeight
      guard held == 0 || weight == 0 || held + weight <= capacity else { return .full }
      elements.append(element)
      waitingWeight += weight
      pthread_cond_signal(filled)
      return .accepted
    }
  }

  /// Takes everything that waits, waiting at most `seconds` for something to come; what was taken before is done
  /// with. Nil when the mailbox is closed and empty.
  func takeAll(waitingAtMost seconds: Int) -> [Element]? {
    withLock {
      takenWeight = 0
      if elements.isEmpty, !isClosed, seconds > 0 { wait(atMost: seconds) }
      guard !(elements.isEmpty && isClosed) else { return nil }
      defer {
        elements = []
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
      pthread_cond_signal(filled)
    }
  }

  /// The weight of everything waiting or being worked on.
  var weight: Int { withLock { waitingWeight + takenWeight } }

  /// May return early: the caller's loop looks again.
  private func wait(atMost seconds: Int) {
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += seconds
    pthread_cond_timedwait(filled, lock, &deadline)
  }

  private func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
