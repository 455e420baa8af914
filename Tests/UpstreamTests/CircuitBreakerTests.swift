import TestKit
import Testing

@testable import Upstream

@Suite("Circuit breaker")
struct CircuitBreakerTests {
  private static let start: Int64 = 1_795_161_600_000
  private static let second: Int64 = 1000

  /// A breaker and a clock that is turned by hand.
  private struct Bench {
    var breaker: CircuitBreaker
    var now = CircuitBreakerTests.start

    init(_ settings: CircuitBreaker.Settings = .init()) { breaker = CircuitBreaker(settings) }

    var state: CircuitBreaker.State { breaker.state(at: now) }

    mutating func wait(_ seconds: Int64) { now += seconds * CircuitBreakerTests.second }

    mutating func admit(isLastResort: Bool = false) -> CircuitBreaker.Admission {
      breaker.admit(at: now, isLastResort: isLastResort)
    }

    /// A request that is let through, and ends so.
    mutating func request(_ outcome: CircuitBreaker.Outcome, isLastResort: Bool = false) {
      breaker.end(admit(isLastResort: isLastResort), as: outcome, at: now)
    }

    /// When it was opened until, in seconds from now.
    var secondsOpen: Int64? {
      guard case .open(let until, _) = state else { return nil }
      return (until - now) / CircuitBreakerTests.second
    }
  }

  @Test("it opens with the third failure in a row, for five minutes")
  func opens() {
    var bench = Bench()
    bench.request(.failure)
    bench.request(.failure)
    #expect(bench.state == .closed && bench.breaker.failures == 2)
    bench.request(.success)
    #expect(bench.breaker.failures == 0)
    for _ in 1...3 { bench.request(.failure) }
    #expect(bench.secondsOpen == 300)
    bench.wait(299)
    #expect(bench.admit() == .refused(until: Self.start + 300 * Self.second))
    bench.wait(1)
    #expect(bench.state == .halfOpen(.failures) && bench.admit() == .trial)
  }

  @Test("half failures count half, and what says nothing does not count")
  func halfFailures() {
    var bench = Bench()
    for _ in 1...5 { bench.request(.halfFailure) }
    bench.request(.nothing)
    #expect(bench.state == .closed && bench.breaker.failures == 2.5)
    bench.request(.halfFailure)
    #expect(bench.secondsOpen == 300)
  }

  @Test("half open, one request at a time goes, and as many good ones as are set close it")
  func halfOpen() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    let trial = bench.admit()
    #expect(trial == .trial && bench.admit() == .refused(until: nil))
    bench.breaker.end(trial, as: .success, at: bench.now)
    #expect(bench.state == .halfOpen(.failures))
    bench.request(.success)
    #expect(bench.state == .closed && bench.admit() == .granted && bench.breaker.failures == 0)
  }

  @Test("a trial that says nothing makes way for the next")
  func abandonedTrial() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    bench.request(.nothing)
    #expect(bench.admit() == .trial)
  }

  @Test(
    "every trial that fails doubles the time, up to an hour, and an answer in between does not shorten it")
  func doubling() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    for seconds: Int64 in [600, 1200, 2400, 3600, 3600] {
      bench.wait(bench.secondsOpen ?? 0)
      bench.request(.success)
      bench.request(.halfFailure)
      #expect(bench.secondsOpen == seconds)
    }
    bench.wait(3600)
    for _ in 1...2 { bench.request(.success) }
    for _ in 1...3 { bench.request(.failure) }
    #expect(bench.secondsOpen == 300)
  }

  @Test("a time longer than an hour that is set is the time")
  func longCoolDown() {
    var bench = Bench(.init(failures: 1, coolDown: .seconds(7200), successes: 1))
    bench.request(.failure)
    #expect(bench.secondsOpen == 7200)
    bench.wait(7200)
    bench.request(.failure)
    #expect(bench.secondsOpen == 7200)
  }

  @Test("a vendor's own time holds it at once, and one answer after it is enough")
  func hold() {
    var bench = Bench()
    bench.request(.held(until: bench.now + 33 * Self.second, .rateLimited))
    #expect(bench.state == .open(until: Self.start + 33 * Self.second, .rateLimited))
    bench.wait(33)
    #expect(bench.state == .halfOpen(.rateLimited))
    bench.request(.success)
    #expect(bench.state == .closed)
  }

  @Test("a hold is never shortened by another, lies in no past and lasts no longer than any may")
  func holds() {
    var bench = Bench()
    bench.request(.held(until: bench.now + 60 * Self.second, .quotaExhausted))
    bench.request(.held(until: bench.now + 10 * Self.second, .rateLimited), isLastResort: true)
    #expect(bench.state == .open(until: Self.start + 60 * Self.second, .quotaExhausted))
    var other = Bench()
    other.request(.held(until: other.now, .rateLimited))
    #expect(other.state == .closed)
    other.request(.held(until: .max, .rateLimited))
    #expect(other.secondsOpen == 2_678_400)
  }

  @Test("a hold does not forget that failures have opened it before")
  func holdAfterFailures() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    bench.request(.held(until: bench.now + 5 * Self.second, .rateLimited))
    bench.wait(5)
    bench.request(.success)
    #expect(bench.state == .halfOpen(.rateLimited))
    bench.request(.success)
    #expect(bench.state == .closed)
  }

  @Test("as a last resort requests go while it is open; their answers count, their failures change nothing")
  func lastResort() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(10)
    for _ in 1...5 { bench.request(.failure, isLastResort: true) }
    #expect(bench.secondsOpen == 290)
    bench.request(.success, isLastResort: true)
    #expect(bench.state == .halfOpen(.failures))
    bench.request(.success)
    #expect(bench.state == .closed)
  }

  @Test("what began before it opened says nothing when it ends")
  func latecomers() {
    var bench = Bench()
    let early = (1...5).map { _ in bench.admit() }
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    for (admission, outcome) in zip(
      early, [CircuitBreaker.Outcome.failure, .success, .halfFailure, .success])
    {
      bench.breaker.end(admission, as: outcome, at: bench.now)
    }
    #expect(bench.state == .halfOpen(.failures) && bench.admit() == .trial)
  }

  @Test("an operator's word closes it, and a trial that was under way then disturbs nothing")
  func reset() {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    let trial = bench.admit()
    bench.breaker.reset()
    #expect(bench.state == .closed && bench.breaker == CircuitBreaker())
    bench.breaker.end(trial, as: .failure, at: bench.now)
    #expect(bench.state == .closed && bench.breaker.failures == 1)
  }

  @Test("an open one is kept over a restart with its time, its cause and how often it has failed")
  func stored() throws {
    var bench = Bench()
    for _ in 1...3 { bench.request(.failure) }
    bench.wait(300)
    bench.request(.failure)
    let stored = try #require(bench.breaker.stored)
    #expect(stored == .init(state: "failures 2", until: bench.now + 600 * Self.second))
    var restored = Bench()
    restored.now = bench.now + 599 * Self.second
    restored.breaker = CircuitBreaker(.init(), restoring: stored, at: restored.now)
    #expect(restored.secondsOpen == 1)
    restored.wait(1)
    restored.request(.failure)
    #expect(restored.secondsOpen == 1200)
    #expect(CircuitBreaker().stored == nil)
  }

  @Test("what was kept and cannot be understood, or lies beyond all bounds, keeps nothing open for long")
  func restoringNonsense() {
    for state in ["", "failures", "failures x", "failures -1", "weather 1", "failures 1 2"] {
      let stored = CircuitBreaker.Stored(state: state, until: .max)
      #expect(CircuitBreaker(.init(), restoring: stored, at: Self.start) == CircuitBreaker())
    }
    let far = CircuitBreaker.Stored(state: "authentication \(Int.max)", until: .max)
    var breaker = CircuitBreaker(.init(), restoring: far, at: Self.start)
    let until = Self.start + 31 * 86_400 * Self.second
    #expect(breaker.state(at: Self.start) == .open(until: until, .authentication))
    breaker.end(breaker.admit(at: until), as: .failure, at: until)
    #expect(breaker.state(at: until) == .open(until: until + 3600 * Self.second, .failures))
  }

  @Test(
    "whatever happens, at most one trial is under way, open lets nobody through, and good answers close it")
  func random() {
    var generator = SeededGenerator()
    for _ in 0..<300 {
      var bench = Bench(
        .init(
          failures: .random(in: 1...4, using: &generator),
          coolDown: .seconds(Int64.random(in: 1...900, using: &generator)),
          successes: .random(in: 1...3, using: &generator)))
      var underWay: [CircuitBreaker.Admission] = []
      for _ in 0..<200 {
        bench.wait(.random(in: 0...200, using: &generator))
        let state = bench.state
        let admission = bench.admit()
        switch (state, admission) {
        case (.closed, .granted): underWay.append(admission)
        case (.open(let until, _), .refused(let told)): #expect(told == until && until > bench.now)
        case (.halfOpen, .trial):
          #expect(!underWay.contains(.trial))
          underWay.append(admission)
        case (.halfOpen, .refused(nil)): #expect(underWay.contains(.trial))
        default: Issue.record("\(admission) in \(state)")
        }
        while underWay.count > 5 || !underWay.isEmpty && generator.once(in: 2) {
          let ended = underWay.remove(at: .random(in: underWay.indices, using: &generator))
          let hold = bench.now + .random(in: -5...90, using: &generator) * Self.second
          let outcomes: [CircuitBreaker.Outcome] = [
            .success, .failure, .halfFailure, .nothing, .held(until: hold, .rateLimited),
          ]
          let outcome = outcomes[Int.random(in: outcomes.indices, using: &generator)]
          bench.breaker.end(ended, as: outcome, at: bench.now)
        }
      }
      for admission in underWay { bench.breaker.end(admission, as: .nothing, at: bench.now) }
      bench.wait(86_400)
      for _ in 1...3 { bench.request(.success) }
      #expect(bench.state == .closed)
    }
  }
}
