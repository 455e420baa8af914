import Reactor

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the operator has told the program by signals.
@LoopActor
final class OperatorWishes {
  /// What is done when the files are to be read again; nothing as long as the gateway starts.
  var onReload: (() -> Void)?
  private var isStopWished = false
  private var waiter: CheckedContinuation<Void, Never>?

  /// Nothing is wished for yet.
  nonisolated init() {}

  /// Takes a wish. To be told a second time to stop ends the process at once.
  func utter(_ signal: OperatorSignal) {
    switch signal {
    case .reload: onReload?()
    case .stop(let status):
      if isStopWished { exit(status) }
      isStopWished = true
      waiter?.resume()
      waiter = nil
    }
  }

  /// Waits until the gateway is to stop.
  func stop() async {
    await withCheckedContinuation { continuation in
      // The wish may be uttered before this runs.
      if isStopWished { continuation.resume() } else { waiter = continuation }
    }
  }
}
