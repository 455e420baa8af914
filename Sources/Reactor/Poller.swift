import CSys

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Waits for descriptors to become ready. The one type that knows how this operating system does it.
///
/// Level-triggered: what is not read is reported again.
struct Poller: ~Copyable {
  private let descriptor: Int32
  private let events: UnsafeMutablePointer<csys_event>

  /// A poller without descriptors. Out of descriptors or memory at start-up ends the process.
  init() {
    descriptor = csys_poller_open()
    precondition(descriptor >= 0, "no poller: error \(errno)")
    events = .allocate(capacity: Int(CSYS_MAX_EVENTS))
  }

  deinit {
    close(descriptor)
    events.deallocate()
  }

  /// Starts reporting a descriptor's events under a token.
  func add(_ fd: Int32, _ interest: Readiness, token: UInt64) throws(SocketError) {
    if csys_poller_add(descriptor, fd, interest.rawValue, token) == 0 { return }
    // A library may keep a descriptor it told us to forget; then only the token is new.
    guard errno == EEXIST, csys_poller_modify(descriptor, fd, interest.rawValue, token) == 0 else {
      throw .last("watch a descriptor")
    }
  }

  /// Changes what is reported of a descriptor. Returns false if it was closed meanwhile: nothing is reported of it then.
  func modify(_ fd: Int32, _ interest: Readiness, token: UInt64) -> Bool {
    csys_poller_modify(descriptor, fd, interest.rawValue, token) == 0
  }

  /// Stops reporting a descriptor, open or already closed.
  func remove(_ fd: Int32) {
    _ = csys_poller_remove(descriptor, fd)
  }

  /// Waits up to `timeout` milliseconds (-1: until something happens) and hands out what is ready.
  func wait(milliseconds timeout: Int32, _ each: (_ token: UInt64, _ ready: Readiness) -> Void) {
    let count = csys_poller_wait(descriptor, events, timeout)
    precondition(count >= 0 || errno == EINTR, "the poller broke: error \(errno)")
    for index in 0..<max(0, Int(count)) {
      each(events[index].token, Readiness(rawValue: events[index].ready))
    }
  }
}
