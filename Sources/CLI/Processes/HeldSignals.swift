#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The signals by which somebody wants this process to end, and the one that tells of a child's end: held back so that
/// they can be waited for one by one.
struct HeldSignals {
  /// What has come.
  enum Arrival: Equatable {
    /// A child has ended, stopped or gone on.
    case child
    /// A wish that the program end. Those typed at a terminal reach its other processes without us.
    case wish(CInt, isTyped: Bool)
  }

  private static let wishes = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]
  private var set = sigset_t()

  /// Holds them back from here on; to be made before any thread is started, since threads inherit it.
  init() {
    sigemptyset(&set)
    for signal in Self.wishes + [SIGCHLD] { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for the next one.
  func next() -> Arrival {
    var (set, facts) = (set, siginfo_t())
    while true {
      let signal = sigwaitinfo(&set, &facts)
      if signal == SIGCHLD { return .child }
      if signal > 0 { return .wish(signal, isTyped: facts.si_code == SI_KERNEL) }
    }
  }

  /// Waits for the next one, and for no longer than this; nil where none comes.
  func next(withinMilliseconds milliseconds: Int) -> Arrival? {
    var (set, facts) = (set, siginfo_t())
    var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    let signal = sigtimedwait(&set, &facts, &limit)
    if signal == SIGCHLD { return .child }
    return signal > 0 ? .wish(signal, isTyped: facts.si_code == SI_KERNEL) : nil
  }
}
