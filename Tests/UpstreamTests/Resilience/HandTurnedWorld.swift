import Conversations
import Reactor
import Testing
import Upstream

/// A world whose clock is turned by hand and whose servers answer what they are told to.
@LoopActor final class HandTurnedWorld {
  /// The time in milliseconds since 1970.
  var milliseconds: Int64 = 1_700_000_000_000
  /// The monotonic time in nanoseconds.
  var nanoseconds: UInt64 = 1
  /// What servers answer when they are asked whether they are there, by their names; the connection is refused where there is
  /// nothing.
  var statuses: [String: Int] = [:]
  /// The addresses that were asked, in order.
  private(set) var questions: [String] = []
  /// The pauses that were asked for, in milliseconds.
  private(set) var pauses: [Int] = []
  /// The breakers that changed, in order.
  var changes: [KeptBreaker] = []
  /// The servers that came back, in order.
  var returned: [String] = []
  private var sleepers: [Wait<Void>] = []

  nonisolated init() {}

  /// A board in this world.
  func board(_ settings: ResilienceSettings = ResilienceSettings()) -> HealthBoard {
    let board = HealthBoard(
      settings,
      in: HealthBoard.World(
        milliseconds: { self.milliseconds }, nanoseconds: { self.nanoseconds },
        ask: { (call) async throws(TransportError) in try self.answer(call) },
        pause: { await self.sleep($0) }, price: { _, _ in ModelPrice(input: 1, output: 10) }))
    board.breakerChanged = { self.changes.append($0) }
    board.serverReturned = { self.returned.append($0) }
    return board
  }

  /// Lets time pass.
  func pass(seconds: Int64) {
    milliseconds += seconds * 1000
    nanoseconds += UInt64(seconds) * 1_000_000_000
  }

  /// Ends all pauses.
  func wake() {
    for sleeper in sleepers { sleeper.end(()) }
    sleepers = []
  }

  /// Waits until so many pauses have been begun since the beginning.
  func reach(pauses count: Int) async { await until { self.pauses.count >= count } }

  /// Lets everything go on that waits for no time.
  func settle() async {
    for _ in 0..<100 { await Task.yield() }
  }

  private func sleep(_ milliseconds: Int) async {
    let wait = Wait<Void>()
    pauses.append(milliseconds)
    sleepers.append(wait)
    await wait.outcome(within: 600_000, tooLong: (), cancelled: ())
  }

  private func answer(_ call: UpstreamCall) throws(TransportError) -> Int {
    questions.append(call.url)
    guard let status = statuses.first(where: { call.url.hasPrefix("http://\($0.key)/") })?.value else {
      throw .refused("connection refused")
    }
    return status
  }
}

/// Lets the loop go on until something is so, a bounded number of times.
@LoopActor func until(_ isSo: () -> Bool, _ location: SourceLocation = #_sourceLocation) async {
  for _ in 0..<100_000 {
    if isSo() { return }
    await Task.yield()
  }
  Issue.record("it never came to that", sourceLocation: location)
}

extension Backend {
  /// A local server by the address that is its name.
  static func local(_ name: String, concurrency: Int? = nil) -> Backend {
    var backend = Backend(name: name, kind: .llamaServer, url: "http://\(name)")
    backend.concurrency = concurrency
    return backend
  }

  /// A vendor.
  static func vendor(_ name: String, credentials: Credentials = .none) -> Backend {
    Backend(name: name, kind: .openai, url: "https://\(name)/v1", credentials: credentials)
  }
}
