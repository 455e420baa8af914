import Testing

@testable import Server

@Suite struct ConnectionClockTests {
  private let limits = ServerLimits()
  private let start: UInt64 = 1_000_000_000_000

  private func after(_ seconds: Int) -> UInt64 { start + UInt64(seconds) * 1_000_000_000 }

  @Test("a connection without a request is closed after the idle time, not before")
  func idle() {
    let clock = ConnectionClock(now: start)
    #expect(clock.verdict(at: after(119), limits) == .wait)
    #expect(clock.verdict(at: after(120), limits) == .close)
  }

  @Test("a head that drips is refused when its time is up, however steadily it drips")
  func slowHead() {
    var clock = ConnectionClock(now: start)
    clock.enter(.head, at: start)
    for second in 0..<10 {
      clock.receive(1, at: after(second))
      clock.enter(.head, at: after(second))
      #expect(clock.verdict(at: after(second), limits) == .wait)
    }
    #expect(clock.verdict(at: after(10), limits) == .refuse("the head was not complete within 10 s"))
  }

  @Test("a body may pause for less than its limit and not for longer")
  func stalledBody() {
    var clock = ConnectionClock(now: start)
    clock.enter(.body, at: start)
    clock.receive(10 << 20, at: after(50))
    #expect(clock.verdict(at: after(109), limits) == .wait)
    #expect(clock.verdict(at: after(110), limits) == .refuse("no byte of the body came for 60 s"))
  }

  @Test("a body that drips is refused once it has had time to show its pace")
  func slowBody() {
    var clock = ConnectionClock(now: start)
    clock.enter(.body, at: start)
    for second in 1...59 {
      clock.receive(100, at: after(second))
      #expect(clock.verdict(at: after(second), limits) == .wait)
    }
    clock.receive(100, at: after(60))
    #expect(clock.verdict(at: after(60), limits) == .refuse("the body came slower than 8192 bytes/s"))
  }

  @Test("a body at the least pace is read to its end")
  func steadyBody() {
    var clock = ConnectionClock(now: start)
    clock.enter(.body, at: start)
    for second in 1...4_000 {
      clock.receive(8192, at: after(second))
      #expect(clock.verdict(at: after(second), limits) == .wait)
    }
  }

  @Test("an answer may take an hour and no longer")
  func reply() {
    var clock = ConnectionClock(now: start)
    clock.enter(.reply, at: start)
    #expect(clock.verdict(at: after(3_599), limits) == .wait)
    #expect(clock.verdict(at: after(3_600), limits) == .expire)
  }

  @Test(
    "its hour ends with the last byte taken, however steadily the client takes them",
    arguments: [true, false])
  func dripTakenReply(isLast: Bool) {
    var clock = ConnectionClock(now: start)
    clock.enter(.reply, at: start)
    clock.enter(isLast ? .farewell : .idle, at: after(1))
    for second in 1...3_600 { clock.flush(hasProgressed: true, isPending: true, at: after(second)) }
    #expect(clock.verdict(at: after(3_599), limits) == .wait)
    #expect(clock.verdict(at: after(3_600), limits) == .expire)
    clock.flush(hasProgressed: true, isPending: false, at: after(3_600))
    #expect(clock.verdict(at: after(3_601), limits) == .wait)
  }

  @Test("every answer has an hour of its own")
  func nextReply() {
    var clock = ConnectionClock(now: start)
    for exchange in 0..<3 {
      clock.enter(.reply, at: after(3_000 * exchange))
      clock.flush(hasProgressed: true, isPending: false, at: after(3_000 * exchange + 1))
      #expect(clock.verdict(at: after(3_000 * exchange + 3_000), limits) == .wait)
      clock.enter(.idle, at: after(3_000 * exchange + 3_000))
    }
  }

  @Test("a client that leaves an answer unread is given up, counted from the last byte it took")
  func stall() {
    var clock = ConnectionClock(now: start)
    clock.enter(.reply, at: start)
    clock.flush(hasProgressed: false, isPending: true, at: after(1000))
    clock.flush(hasProgressed: false, isPending: true, at: after(1100))
    #expect(clock.verdict(at: after(1299), limits) == .wait)
    #expect(clock.verdict(at: after(1300), limits) == .close)
    clock.flush(hasProgressed: true, isPending: true, at: after(1299))
    #expect(clock.verdict(at: after(1300), limits) == .wait)
    #expect(clock.verdict(at: after(1599), limits) == .close)
    clock.flush(hasProgressed: true, isPending: false, at: after(1598))
    #expect(clock.verdict(at: after(1599), limits) == .wait)
  }

  @Test("a client that is still reading its last answer is not idle")
  func slowReaderIsNotIdle() {
    var clock = ConnectionClock(now: start)
    clock.enter(.reply, at: start)
    clock.enter(.idle, at: start)
    clock.flush(hasProgressed: true, isPending: true, at: after(100))
    #expect(clock.verdict(at: after(150), limits) == .wait)
    clock.flush(hasProgressed: true, isPending: false, at: after(200))
    #expect(clock.verdict(at: after(319), limits) == .wait)
    #expect(clock.verdict(at: after(320), limits) == .close)
  }

  @Test("after the last answer the client has a moment to close")
  func linger() {
    var clock = ConnectionClock(now: start)
    clock.enter(.linger, at: start)
    #expect(clock.verdict(at: start + 999_999_999, limits) == .wait)
    #expect(clock.verdict(at: after(1), limits) == .close)
  }

  @Test("a time before the last event is no time at all")
  func backwards() {
    let clock = ConnectionClock(now: start)
    #expect(clock.verdict(at: 0, limits) == .wait)
  }
}
