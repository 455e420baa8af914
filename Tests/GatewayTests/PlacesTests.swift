import Conversations
import Reactor
import Testing

@testable import Gateway

@Suite("Places") struct PlacesTests {
  init() { LoopActor.shared.loop.start() }

  @Test("who finds no place is told to come back, and finds one when one is given back")
  @LoopActor func full() throws {
    let places = Places(2)
    try places.enter()
    try places.enter()
    let error = #expect(throws: ClientError.self) { try places.enter() }
    #expect(error?.kind == .overloaded && error?.retryAfterSeconds == 1)
    #expect(error?.message.contains("server.max_concurrent_streams") == true)
    places.leave()
    try places.enter()
    #expect(places.taken == 2)
  }

  @Test("where there are fewer places than are taken, none is given until enough are given back")
  @LoopActor func fewer() throws {
    let places = Places(3)
    for _ in 0..<3 { try places.enter() }
    places.count = 1
    places.leave()
    places.leave()
    #expect(throws: ClientError.self) { try places.enter() }
    places.leave()
    try places.enter()
    places.count = 2
    try places.enter()
  }
}
