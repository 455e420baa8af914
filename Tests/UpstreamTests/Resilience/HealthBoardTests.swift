import Conversations
import Reactor
import Testing
import Wire

@testable import Upstream

@Suite("Health board", .timeLimit(.minutes(2))) struct HealthBoardTests {
  private let world = HandTurnedWorld()

  init() { LoopActor.shared.loop.start() }

  private static let unavailable = UpstreamError(.unavailable, status: 500, message: "out of order")
  private static let vendor = Claim(backend: .vendor("v"), model: "m", kind: .main)
  private static let lastResort = Claim(backend: .vendor("v"), model: "m", kind: .main, isLastResort: true)

  private static func limited(_ reason: UpstreamError.Reason, after seconds: Int? = nil) -> UpstreamError {
    UpstreamError(reason, status: 429, message: "slow down", retryAfterSeconds: seconds)
  }

  /// Why a claim is refused; nil when it is not.
  @LoopActor private func refusal(of claim: Claim, by board: HealthBoard) async -> Held? {
    do throws(Held) {
      _ = try await board.claim(claim)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Breakers

  @Test("three failures hold a target, and no other model of its backend")
  @LoopActor func failures() async throws {
    let board = world.board()
    for _ in 0..<3 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    let held = await refusal(of: Self.vendor, by: board)
    #expect(held?.reason == .breakerOpen && held?.retryAfterSeconds == 300 && held?.isAdvice == true)
    #expect(held?.message == "v/m is left alone for 300 s: it has failed several times in a row")
    var other = Self.vendor
    other.model = "other"
    #expect(await refusal(of: other, by: board) == nil)
    #expect(board.health(of: "v", "m").isHeld && !board.health(of: "v", "other").isHeld)
    #expect(board.health(of: "v", "m").heldUntil == world.milliseconds + 300_000)
  }

  @Test("what is held is tried by one request at a time when its time is up, and is free when that went well")
  @LoopActor func trial() async throws {
    let board = world.board()
    for _ in 0..<3 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    world.pass(seconds: 300)
    #expect(!board.health(of: "v", "m").isHeld)
    let trial = try await board.claim(Self.vendor)
    #expect(
      await refusal(of: Self.vendor, by: board)?.message.contains("while another request tries it") == true)
    #expect(board.health(of: "v", "m").isHeld)
    trial.succeed(usage: nil, firstEvent: nil, whole: 1)
    try await board.claim(Self.vendor).succeed(usage: nil, firstEvent: nil, whole: 1)
    #expect(world.changes.last == KeptBreaker(backend: "v", model: "m", stored: nil))
  }

  @Test("a trial of which nothing comes makes way for the next")
  @LoopActor func abandonedTrial() async throws {
    let board = world.board()
    for _ in 0..<3 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    world.pass(seconds: 300)
    var trial: Permit? = try await board.claim(Self.vendor)
    #expect(trial?.backend.name == "v" && board.health(of: "v", "m").isHeld)
    trial = nil
    #expect(await refusal(of: Self.vendor, by: board) == nil)
  }

  @Test("a breaker holds nobody who has nowhere else to go, and who fails then does not prolong it")
  @LoopActor func lastResort() async throws {
    let board = world.board()
    for _ in 0..<3 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    let permits = [try await board.claim(Self.lastResort), try await board.claim(Self.lastResort)]
    for permit in permits { permit.fail(Self.unavailable) }
    #expect(board.health(of: "v", "m").heldUntil == world.milliseconds + 300_000)
  }

  @Test("a vendor that asks to be left alone is, for a tenth longer than it asks, at that model")
  @LoopActor func rateLimit() async throws {
    let board = world.board()
    try await board.claim(Self.vendor).fail(Self.limited(.rateLimited, after: 20))
    let held = await refusal(of: Self.vendor, by: board)
    #expect(held?.reason == .rateLimited && held?.retryAfterSeconds == 22)
    #expect(!board.health(of: "v", "other").isHeld)
    world.pass(seconds: 22)
    try await board.claim(Self.vendor).succeed(usage: nil, firstEvent: nil, whole: 1)
    #expect(board.kept.isEmpty)
  }

  @Test(
    "an account that is used up and a key that is refused hold all models of the backend",
    arguments: [
      (UpstreamError.Reason.quotaExhausted, Held.Reason.overQuota), (.authentication, .breakerOpen),
    ])
  @LoopActor func wholeBackend(reason: UpstreamError.Reason, held: Held.Reason) async throws {
    let board = world.board()
    try await board.claim(Self.vendor).fail(Self.limited(reason))
    var other = Self.vendor
    other.model = "other"
    let refusal = await refusal(of: other, by: board)
    #expect(refusal?.reason == held && refusal?.retryAfterSeconds == 3600)
    #expect(refusal?.message.hasPrefix("v is left alone") == true)
    #expect(world.changes.map(\.model) == [nil])
  }

  @Test("a client's own key that is refused holds nothing: it is no matter of the other clients'")
  @LoopActor func clientKey() async throws {
    let board = world.board()
    let claim = Claim(backend: .vendor("v", credentials: .client), model: "m", kind: .main)
    try await board.claim(claim).fail(Self.limited(.authentication))
    #expect(await refusal(of: claim, by: board) == nil)
  }

  @Test("what is wrong with a request holds nothing")
  @LoopActor func requests() async throws {
    let board = world.board()
    let reasons: [UpstreamError.Reason] = [
      .contextOverflow(prompt: nil, limit: nil), .tooManyBytes, .contentFiltered, .invalidRequest, .cancelled,
    ]
    for reason in reasons + reasons {
      try await board.claim(Self.vendor).fail(UpstreamError(reason, message: ""))
    }
    #expect(board.kept.isEmpty && board.health(of: "v", "m") == .unknown)
    #expect(board.report().first?.models.first?.lastFailure?.reason == "cancelled")
  }

  @Test("a permit is ended once, whatever is said afterwards")
  @LoopActor func once() async throws {
    let board = world.board()
    for _ in 0..<2 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    let permit = try await board.claim(Self.vendor)
    permit.succeed(usage: nil, firstEvent: nil, whole: 1)
    permit.fail(Self.unavailable)
    #expect(board.report().first?.inFlight == 0 && board.kept.isEmpty)
    #expect(board.report().first?.models.first?.failures == 0)
  }

  // MARK: Quotas

  @Test("what the operator allows is all there is, also for who has nowhere else to go")
  @LoopActor func quota() async throws {
    var settings = ResilienceSettings()
    settings.quota = [QuotaLimit(backend: "v", window: .rolling(milliseconds: 3_600_000), tokens: 100)]
    let board = world.board(settings)
    try await board.claim(Self.vendor).succeed(usage: Usage(input: 60, output: 50), firstEvent: nil, whole: 1)
    for claim in [Self.vendor, Self.lastResort] {
      let held = await refusal(of: claim, by: board)
      #expect(held?.reason == .overQuota && held?.isAdvice == false)
    }
    #expect(board.health(of: "v", "m").isHeld)
    #expect(board.report().first?.quota.first?.use == QuotaUse(tokens: 110, requests: 1, money: 0.00056))
    world.pass(seconds: 3720)
    #expect(await refusal(of: Self.vendor, by: board) == nil)
  }

  @Test("what was used before anybody watched counts, and what a broken answer has used")
  @LoopActor func measured() async throws {
    var settings = ResilienceSettings()
    settings.quota = [QuotaLimit(backend: "v", window: .rolling(milliseconds: 3_600_000), tokens: 100)]
    let board = world.board(settings)
    #expect(
      board.unmeasured.map(\.backend) == ["v"] && board.unmeasured[0].since == world.milliseconds - 3_600_000)
    board.measure("v", by: [(QuotaUse(tokens: 50, requests: 2), world.milliseconds - 60_000)])
    #expect(board.unmeasured.isEmpty)
    let permit = try await board.claim(Self.vendor)
    permit.charge(Usage(input: 40, output: 10))
    permit.fail(.streamCut)
    #expect(await refusal(of: Self.vendor, by: board)?.reason == .overQuota)
  }

  // MARK: Keys

  @Test("of several keys one that is throttled is left out, and the target is held when none is left")
  @LoopActor func keys() async throws {
    let board = world.board()
    let keys = ["one", "two"].compactMap(Credential.init)
    var backend = Backend.vendor("v", credentials: .key(keys[0]))
    backend.keys = keys
    let claim = Claim(backend: backend, model: "m", kind: .main)
    var shown: [Backend.Credentials] = []
    for _ in 0..<2 {
      let permit = try await board.claim(claim)
      shown.append(permit.backend.credentials)
      permit.fail(Self.limited(.rateLimited, after: 10))
    }
    #expect(shown == keys.map { .key($0) })
    #expect(board.report().first?.heldKeys == 2 && board.kept.isEmpty)
    let held = await refusal(of: claim, by: board)
    #expect(held?.retryAfterSeconds == 11 && held?.isAdvice == true)
    board.reset("v")
    #expect(await refusal(of: claim, by: board) == nil)
  }

  // MARK: Limits

  @Test("a vendor's limit of which less than a tenth is left makes its model low until it is there again")
  @LoopActor func low() async throws {
    let board = world.board()
    var fields = HTTPFields()
    fields.append("x-ratelimit-limit-requests", "100")
    fields.append("x-ratelimit-remaining-requests", "9")
    fields.append("x-ratelimit-reset-requests", "30s")
    let permit = try await board.claim(Self.vendor)
    permit.note(fields)
    permit.succeed(usage: nil, firstEvent: nil, whole: 1)
    #expect(board.health(of: "v", "m").isLow && !board.health(of: "v", "m").isHeld)
    #expect(board.report().first?.models.first?.limits.first?.remaining == 9)
    world.pass(seconds: 31)
    #expect(!board.health(of: "v", "m").isLow)
  }

  // MARK: Places

  @Test("a local backend works on one request at a time, in the order of what they are for")
  @LoopActor func places() async throws {
    let board = world.board()
    var first: Permit? = try await board.claim(Claim(backend: .local("box"), model: "m", kind: .title))
    #expect(first?.hasWaited == false)
    let log = Log()
    for (number, kind) in [RequestKind.title, .main, .background].enumerated() {
      spawn {
        let permit = try? await board.claim(Claim(backend: .local("box"), model: "m", kind: kind))
        log.served.append(kind)
        #expect(permit?.hasWaited == true && board.report()[0].inFlight == 1)
      }
      await until { board.report()[0].waiting == number + 1 }
    }
    first = nil
    await until { log.served.count == 3 }
    #expect(log.served == [.main, .background, .title])
    #expect(board.report()[0].inFlight == 0 && board.report()[0].waiting == 0)
  }

  @Test("what was free before a wait is looked at again after it")
  @LoopActor func afterWait() async throws {
    let board = world.board()
    var claim = Claim(backend: .vendor("v"), model: "m", kind: .main)
    claim.backend.concurrency = 1
    let first = try await board.claim(claim)
    let waiting = spawn { [claim] in await self.refusal(of: claim, by: board) }
    await until { board.report()[0].waiting == 1 }
    first.fail(Self.limited(.rateLimited))
    #expect(await waiting.value?.reason == .rateLimited)
    #expect(board.report()[0].inFlight == 0)
  }

  @Test("nobody waits for what is held anyway, and nobody in a line that is full")
  @LoopActor func noUseInWaiting() async throws {
    let board = world.board()
    var claim = Claim(backend: .vendor("v"), model: "m", kind: .main)
    (claim.backend.concurrency, claim.backend.queueLength) = (1, 0)
    let first = try await board.claim(claim)
    let held = await refusal(of: claim, by: board)
    #expect(held?.reason == .busy && held?.isAdvice == false)
    claim.backend.queueLength = 32
    try await board.claim(Claim(backend: .vendor("w"), model: "m", kind: .main)).fail(Self.unavailable)
    var other = claim
    other.model = "other"
    let wide = {
      var claim = other; claim.backend.concurrency = 2; return claim
    }()
    try await board.claim(wide).fail(Self.limited(.modelNotFound))
    #expect(await refusal(of: other, by: board)?.reason == .breakerOpen)
    first.succeed(usage: nil, firstEvent: nil, whole: 1)
  }

  @Test(
    "places are what the operator says, or a local server's slots that have windows of their own",
    arguments: [
      (nil, nil, 1), (nil, 1, 1), (nil, 2, 2), (nil, 8, 8), (nil, 4, 1), (nil, 0, 1), (3, nil, 3), (4, 4, 4),
      (2, 8, 2),
    ] as [(Int?, Int?, Int)])
  func placesOfLocalServers(concurrency: Int?, slots: Int?, places: Int) {
    let backend = Backend.local("box", concurrency: concurrency)
    #expect(Claim(backend: backend, model: "m", kind: .main, slots: slots).places == places)
  }

  @Test("vendors have as many places as are wanted, unless the operator says otherwise")
  func placesOfVendors() {
    var claim = Self.vendor
    #expect(claim.places == nil)
    claim.backend.concurrency = 7
    #expect(claim.places == 7)
  }

  // MARK: Speed

  @Test("how fast a model is, is a moving average of what was seen of it")
  @LoopActor func speed() async throws {
    let board = world.board()
    let claims: [(UInt64?, UInt64, Int)] = [
      (100_000_000, 1_100_000_000, 50), (200_000_000, 700_000_000, 50), (nil, 1, 50),
      (200_000_000, 200_000_001, 50),
    ]
    for (first, whole, tokens) in claims {
      try await board.claim(Self.vendor).succeed(
        usage: Usage(output: tokens), firstEvent: first, whole: whole)
    }
    let speed = board.health(of: "v", "m").speed
    #expect(abs((speed.firstEventMilliseconds ?? 0) - 136) < 0.01)
    #expect(abs((speed.tokensPerSecond ?? 0) - 60) < 0.01)
  }

  // MARK: Over restarts and reloads

  @Test("open breakers are as they were after a restart, and everything that changes is told as it does")
  @LoopActor func restart() async throws {
    let board = world.board()
    for _ in 0..<3 { try await board.claim(Self.vendor).fail(Self.unavailable) }
    var other = Self.vendor
    other.model = "other"
    try await board.claim(other).fail(Self.limited(.quotaExhausted))
    #expect(Set(world.changes.map(\.model)) == ["m", nil] && world.changes.count == 2)
    let restarted = HandTurnedWorld()
    restarted.milliseconds = world.milliseconds + 60_000
    let next = restarted.board()
    next.restore(world.changes)
    #expect(restarted.changes.isEmpty)
    #expect(next.kept.count == 2 && next.health(of: "v", "m").heldUntil == world.milliseconds + 3_600_000)
    let held = await refusal(of: Self.vendor, by: next)
    #expect(held?.reason == .overQuota && held?.retryAfterSeconds == 3540)
  }

  @Test("a reset closes the breakers of one backend, or of all, and tells which")
  @LoopActor func reset() async throws {
    let board = world.board()
    for name in ["v", "w"] {
      try await board.claim(Claim(backend: .vendor(name), model: "m", kind: .main)).fail(
        Self.limited(.modelNotFound))
    }
    #expect(board.reset("nobody").isEmpty)
    #expect(board.reset("v").map(\.backend) == ["v"])
    #expect(!board.health(of: "v", "m").isHeld && board.health(of: "w", "m").isHeld)
    #expect(board.reset().map(\.backend) == ["w"])
    #expect(board.kept.isEmpty)
    #expect(world.changes.suffix(2).allSatisfy { $0.stored == nil })
  }

  @Test("other settings leave what is known; limits that changed are measured anew, the others go on")
  @LoopActor func configured() async throws {
    var settings = ResilienceSettings()
    settings.quota = [QuotaLimit(backend: "v", window: .day, requests: 10)]
    let board = world.board(settings)
    board.measure("v", by: [])
    try await board.claim(Self.vendor).fail(Self.unavailable)
    settings.breaker.failures = 2
    settings.quota.append(QuotaLimit(backend: "w", window: .day, requests: 10))
    board.configure(settings)
    #expect(board.unmeasured.map(\.backend) == ["w"])
    try await board.claim(Self.vendor).fail(Self.unavailable)
    #expect(board.health(of: "v", "m").isHeld)
    settings.quota[0].requests = 11
    board.configure(settings)
    #expect(board.unmeasured.map(\.backend).sorted() == ["v", "w"])
  }

  @Test("what is known of a key and of an address says nothing about others")
  @LoopActor func changedBackend() async throws {
    let board = world.board()
    var claim = Self.vendor
    claim.backend.credentials = .key(Credential("old")!)
    try await board.claim(claim).fail(Self.limited(.authentication))
    #expect(await refusal(of: claim, by: board) != nil)
    claim.backend.credentials = .key(Credential("new")!)
    #expect(await refusal(of: claim, by: board) == nil)
    for _ in 0..<3 { try await board.claim(claim).fail(Self.unavailable) }
    claim.backend.url = "https://elsewhere"
    #expect(await refusal(of: claim, by: board) == nil)
  }

  @Test("clients that name a thousand models leave no thousand traces")
  @LoopActor func manyModels() async throws {
    let board = world.board()
    for number in 0..<1000 {
      let claim = Claim(backend: .vendor("v"), model: "m\(number)", kind: .main)
      try await board.claim(claim).fail(
        number == 0 ? Self.limited(.modelNotFound) : UpstreamError(.invalidRequest, message: ""))
    }
    #expect((board.report().first?.models.count ?? 0) <= 256)
    #expect(board.health(of: "v", "m0").isHeld)
  }

  @LoopActor private final class Log {
    var served: [RequestKind] = []
  }
}
