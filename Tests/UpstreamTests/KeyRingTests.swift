import TestKit
import Testing

@testable import Upstream

@Suite("Key ring")
struct KeyRingTests {
  private static let keys = ["one", "two", "three"].compactMap { Credential($0) }

  private func taken(_ ring: inout KeyRing, _ count: Int, at now: Int64) -> [Credential] {
    (0..<count).compactMap { _ in
      if case .key(let key) = ring.next(at: now) { key } else { nil }
    }
  }

  @Test("keys are shown in turn")
  func turns() {
    var ring = KeyRing(Self.keys)
    #expect(taken(&ring, 7, at: 0) == Self.keys + Self.keys + [Self.keys[0]])
  }

  @Test("one that is held is left out until its time, and then has its turn again")
  func held() {
    var ring = KeyRing(Self.keys)
    ring.hold(Self.keys[1], until: 1000)
    #expect(taken(&ring, 4, at: 999) == [Self.keys[0], Self.keys[2], Self.keys[0], Self.keys[2]])
    #expect(taken(&ring, 3, at: 1000) == Self.keys)
    ring.hold(Self.keys[1], until: 500)
    #expect(taken(&ring, 3, at: 1000) == Self.keys)
  }

  @Test("when all are held the first to come back says when, and is shown if nothing else is left")
  func allHeld() {
    var ring = KeyRing(Self.keys)
    for (key, until) in zip(Self.keys, [300, 100, 200]) { ring.hold(key, until: Int64(until)) }
    #expect(ring.next(at: 50) == .held(until: 100))
    #expect(ring.next(at: 50, isLastResort: true) == .key(Self.keys[1]))
    ring.release(Self.keys[2])
    #expect(ring.next(at: 50) == .key(Self.keys[2]))
    ring.reset()
    #expect(Set(taken(&ring, 3, at: 50).map(\.text)) == Set(Self.keys.map(\.text)))
  }

  @Test("other keys leave those that stay as they are")
  func changed() throws {
    var ring = KeyRing(Self.keys)
    ring.hold(Self.keys[1], until: 1000)
    let new = try #require(Credential("four"))
    ring = ring.changed(to: [Self.keys[1], new])
    #expect(taken(&ring, 2, at: 0) == [new, new])
    #expect(taken(&ring, 2, at: 1000) == [Self.keys[1], new])
  }

  @Test(
    "over any holds, a free key is found where there is one, and none has two turns while another has none")
  func random() {
    var generator = SeededGenerator()
    for _ in 0..<200 {
      let keys = (0..<Int.random(in: 1...6, using: &generator)).compactMap { Credential("key \($0)") }
      var ring = KeyRing(keys)
      let free = keys.filter { _ in generator.once(in: 2) }
      for key in keys where !free.contains(key) { ring.hold(key, until: 10) }
      _ = taken(&ring, .random(in: 0...5, using: &generator), at: 0)
      let round = taken(&ring, free.count, at: 0)
      #expect(Set(round.map(\.text)) == Set(free.map(\.text)) && round.count == free.count)
    }
  }
}
