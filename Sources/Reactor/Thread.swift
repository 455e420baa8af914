import CSys

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Starts a detached thread that runs `body` and ends. Out of threads at start-up ends the process.
func startThread(named name: StaticString, _ body: @escaping @Sendable () -> Void) {
  let start = ThreadStart(name: name, body: body)
  var thread = pthread_t()
  let failure = pthread_create(&thread, nil, runThread, Unmanaged.passRetained(start).toOpaque())
  precondition(failure == 0, "no thread: error \(failure)")
  pthread_detach(thread)
}

/// What a thread is born with.
private final class ThreadStart: Sendable {
  let name: StaticString
  let body: @Sendable () -> Void

  init(name: StaticString, body: @escaping @Sendable () -> Void) {
    self.name = name
    self.body = body
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
  start.name.withUTF8Buffer { name in
    name.withMemoryRebound(to: CChar.self) { csys_name_thread($0.baseAddress) }
  }
  start.body()
  return nil
}
