import Conversations
import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite("Lane", .timeLimit(.minutes(2))) struct LaneTests {
  init() { LoopActor.shared.loop.start() }

  @LoopActor private func lane(places: Int?) -> Lane {
    let lane = Lane(now: { LoopActor.shared.loop.now })
    lane.places = places
    return lane
  }

  @LoopActor private func enter(
    _ lane: Lane, _ kind: RequestKind = .main, longest: Duration = .seconds(600)
  ) -> Task<Lane.Outcome, Never> {
    spawn { await lane.enter(kind, mostWaiting: 32, longest: longest) }
  }

  @Test("a free place is had at once, and one that is given back goes to who waits")
  @LoopActor func handedOn() async {
    let lane = lane(places: 1)
    #expect(await lane.enter(.main, mostWaiting: 32, longest: .seconds(1)) == .admitted(waited: false))
    let waiting = enter(lane)
    await until { lane.waiting == 1 }
    lane.leave()
    #expect(await waiting.value == .admitted(waited: true))
    #expect(lane.taken == 1 && lane.waiting == 0)
  }

  @Test("one place that is given back wakes one who waits")
  @LoopActor func wakesOne() async {
    let lane = lane(places: 1)
    _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(1))
    let log = Log()
    for number in 0..<3 {
      spawn {
        _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(600))
        log.entered.append(number)
      }
    }
    await until { lane.waiting == 3 }
    for count in 1...3 {
      lane.leave()
      await until { log.entered.count == count }
      #expect(log.entered == Array(0..<count) && lane.taken == 1)
    }
  }

  @Test("who has waited as long as he may goes without a place, and takes none from the next")
  @LoopActor func tooLong() async {
    let lane = lane(places: 1)
    _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(1))
    #expect(await enter(lane, longest: .milliseconds(1)).value == .tooLong)
    lane.leave()
    #expect(lane.taken == 0 && lane.waiting == 0)
  }

  @Test("who is cancelled goes at once")
  @LoopActor func cancelled() async {
    let lane = lane(places: 1)
    _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(1))
    let waiting = enter(lane)
    await until { lane.waiting == 1 }
    waiting.cancel()
    #expect(await waiting.value == .cancelled)
    #expect(lane.taken == 1 && lane.waiting == 0)
  }

  @Test("who is cancelled in the moment in which a place is given to him has it, and it is not lost")
  @LoopActor func cancelledWithPlace() async {
    for isAdmittedFirst in [true, false] {
      let lane = lane(places: 1)
      _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(1))
      let waiting = enter(lane)
      await until { lane.waiting == 1 }
      if isAdmittedFirst { lane.leave() }
      waiting.cancel()
      if !isAdmittedFirst { lane.leave() }
      #expect(await waiting.value == .admitted(waited: true))
      lane.leave()
      #expect(lane.taken == 0)
    }
  }

  @Test("when too many wait, who comes is turned away")
  @LoopActor func turnedAway() async {
    let lane = lane(places: 1)
    _ = await lane.enter(.main, mostWaiting: 0, longest: .seconds(1))
    #expect(await lane.enter(.main, mostWaiting: 0, longest: .seconds(1)) == .turnedAway)
  }

  @Test("more places let in those who wait")
  @LoopActor func morePlaces() async {
    let lane = lane(places: 1)
    _ = await lane.enter(.main, mostWaiting: 32, longest: .seconds(1))
    let waiting = [enter(lane), enter(lane)]
    await until { lane.waiting == 2 }
    lane.places = nil
    for task in waiting { #expect(await task.value == .admitted(waited: true)) }
    #expect(lane.taken == 3)
  }

  @Test(
    "whoever comes, goes, is cancelled or waits too long: never more than there are places, and none is lost")
  @LoopActor func random() async {
    var generator = SeededGenerator()
    for _ in 0..<20 {
      let places = Int.random(in: 1...3, using: &generator)
      let lane = lane(places: places)
      let log = Log()
      var tasks: [Task<Void, Never>] = []
      for _ in 0..<60 {
        let kind = RequestKind.allCases.randomElement(using: &generator)!
        let longest: Duration = generator.once(in: 5) ? .milliseconds(1) : .seconds(600)
        let stay = Int.random(in: 0...5, using: &generator)
        tasks.append(spawn { await log.visit(lane, kind, longest, stay) })
        if generator.once(in: 4) { tasks.randomElement(using: &generator)?.cancel() }
        for _ in 0..<Int.random(in: 0...3, using: &generator) { await Task.yield() }
      }
      for task in tasks { await task.value }
      #expect(log.most <= places && log.ended == 60)
      #expect(lane.taken == 0 && lane.waiting == 0)
    }
  }

  @LoopActor private final class Log {
    var entered: [Int] = []
    var most = 0
    var ended = 0
    private var inside = 0

    func visit(_ lane: Lane, _ kind: RequestKind, _ longest: Duration, _ stay: Int) async {
      defer { ended += 1 }
      guard case .admitted = await lane.enter(kind, mostWaiting: 32, longest: longest) else { return }
      inside += 1
      most = max(most, inside)
      for _ in 0..<stay { await Task.yield() }
      inside -= 1
      lane.leave()
    }
  }
}
