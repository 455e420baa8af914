#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The operator's wish that the program end: Ctrl-C, or SIGTERM from whoever supervises it.
public enum StopSignal {
  /// Calls `action` on the loop each time the wish is uttered. To be called once, before any other thread is started,
  /// since threads inherit which signals they leave to the one that waits for them here.
  public static func each(_ action: @escaping @LoopActor @Sendable () -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    startThread(named: "signals") { [signals] in
      var signals = signals
      var received: Int32 = 0
      while sigwait(&signals, &received) == 0 { LoopActor.shared.loop.execute(action) }
    }
  }
}
