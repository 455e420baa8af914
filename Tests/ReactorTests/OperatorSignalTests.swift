import Testing

@testable import Reactor

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct OperatorSignalTests {
  @Test("a hang-up means that files are read again, unless it is the terminal that has hung up")
  func hangUp() {
    #expect(OperatorSignal.meaning(of: SIGHUP, isTerminalGone: false) == .reload)
    #expect(OperatorSignal.meaning(of: SIGHUP, isTerminalGone: true) == .stop(status: 129))
  }

  @Test("the others mean that the program is to stop, each with the status a shell knows it by")
  func stop() {
    #expect(OperatorSignal.meaning(of: SIGINT, isTerminalGone: false) == .stop(status: 130))
    #expect(OperatorSignal.meaning(of: SIGTERM, isTerminalGone: true) == .stop(status: 143))
  }
}
