import TestKit
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What holds for every request of every session, whatever clients make of it. `CTXGW_SOAK` gives the number of requests.
@Suite("planning any session")
struct PlannerPropertyTests {
  /// A session to be played alone, by the seed that a failure names.
  private static let session = getenv("CTXGW_SESSION").flatMap { UInt64(String(cString: $0)) }
  /// Requests in `make test`, of all clients together.
  private static let requests = getenv("CTXGW_SOAK").flatMap { Int(String(cString: $0)) } ?? 10_000

  @Test(arguments: ScriptedClient.all)
  func `every forwarded prompt fits, is valid, and begins with the one before`(client: ScriptedClient) throws
  {
    var seeds = SeededGenerator(for: "PlannerPropertyTests \(client)")
    var planned = 0
    if let session = Self.session { return try play(session, client, &planned) }
    while planned < Self.requests / ScriptedClient.all.count { try play(seeds.next(), client, &planned) }
  }

  /// A last message that only repeats a reminder; results without calls that took all the room; tools that left none.
  @Test(arguments: [
    9_478_301_762_318_119_963, 14_153_408_458_601_761_543, 4_096_729_151_438_219_221,
    13_737_586_986_588_327_323 as UInt64,
  ])
  func `sessions that went wrong once`(seed: UInt64) throws {
    var planned = 0
    try play(seed, .anthropic, &planned)
  }

  private func play(_ seed: UInt64, _ client: ScriptedClient, _ planned: inout Int) throws {
    var run = try SessionRun(seed: seed, client: client)
    let complaints = try run.play()
    planned += run.planned
    try #require(complaints.isEmpty, "session \(seed) of \(client): \(complaints.joined(separator: "\n"))")
  }
}
