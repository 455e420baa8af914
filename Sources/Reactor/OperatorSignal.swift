#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the operator wants of the running program, as told by a signal.
public enum OperatorSignal: Sendable, Equatable {
  /// That it end: Ctrl-C, SIGTERM from whoever supervises it, or its terminal closed. With it the status with which a
  /// program ends that ends of it at once.
  case stop(status: Int32)
  /// That it read its files again: SIGHUP.
  case reload

  /// Calls `action` on the loop each time a signal comes. To be called once, before any other thread is started, since
  /// threads inherit which signals they leave to the one that waits for them here.
  public static func each(_ action: @escaping @LoopActor @Sendable (OperatorSignal) -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let terminal = HangUp()
    startThread(named: "signals") { [signals] in
      var signals = signals
      var received: Int32 = 0
      while sigwait(&signals, &received) == 0 {
        let wish = meaning(of: received, isTerminalGone: terminal.isTerminalGone)
        LoopActor.shared.loop.execute { action(wish) }
      }
    }
  }

  /// What a signal means. SIGHUP was made to say that the terminal has hung up, and has come to mean that files are to be
  /// read again where there is none.
  static func meaning(of signal: Int32, isTerminalGone: Bool) -> OperatorSignal {
    signal == SIGHUP && !isTerminalGone ? .reload : .stop(status: 128 + signal)
  }
}

/// Tells whether a hang-up is one of the terminal the program was started at.
private struct HangUp: Sendable {
  /// Whether the program is to end with its terminal: it has one, and was not started by nohup.
  private let endsWithTerminal: Bool

  /// To be made while SIGHUP is held back. An ignored signal would never come on some systems, so it is not from here on.
  init() {
    let wasIgnored =
      unsafeBitCast(signal(SIGHUP, SIG_DFL), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    endsWithTerminal = !wasIgnored && Self.hasTerminal
  }

  var isTerminalGone: Bool { endsWithTerminal && !Self.hasTerminal }

  private static var hasTerminal: Bool {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    close(terminal)
    return true
  }
}
