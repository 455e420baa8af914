import Conversations
import Dialects
import Reactor
import Testing
import Upstream

@testable import Gateway

@Suite("Whereabouts of targets")
struct WhereaboutsTests {
  private func card(isRemote: Bool = false, isDescribed: Bool = true) -> ModelCard {
    ModelCard(
      id: "m", window: nil, traits: .textOnly, isLoaded: false, isRemote: isRemote, isDescribed: isDescribed)
  }

  private func destination(_ whereabouts: Whereabouts, isLocalOnly: Bool) -> Destination {
    let backend = Backend(name: "box", kind: .ollama)
    return Destination(
      target: Target(
        backend: "box", model: "m", dialect: .ollamaChat, isLocal: true, window: nil, traits: .textOnly),
      rule: "r", backend: backend, dialect: OllamaChat(), whereabouts: whereabouts, isLocalOnly: isLocalOnly)
  }

  @Test("a model is near if its backend is of a local kind and has nobody else run it, as far as it says")
  func kinds() {
    let (vendor, ollama) = (Backend(name: "a", kind: .anthropic), Backend(name: "o", kind: .ollama))
    #expect(Whereabouts(of: nil, at: vendor) == .vendor)
    // Behind an address of this machine may be a program that passes on what it is sent.
    let proxy = Backend(name: "p", kind: .openai, url: "http://127.0.0.1:4000/v1")
    #expect(Whereabouts(of: nil, at: proxy) == .vendor)
    #expect(Whereabouts(of: nil, at: Backend(name: "l", kind: .llamaServer)) == .near)
    #expect(Whereabouts(of: card(), at: ollama) == .near)
    #expect(Whereabouts(of: card(isRemote: true), at: ollama) == .passedOn)
    #expect(Whereabouts(of: card(isDescribed: false), at: ollama) == .untold)
  }

  @Test(
    "where nothing may leave, only what is near is asked; elsewhere everything is", arguments: [true, false])
  func check(isLocalOnly: Bool) throws {
    try destination(.near, isLocalOnly: isLocalOnly).checkReach()
    for whereabouts in [Whereabouts.vendor, .passedOn, .untold] {
      let destination = destination(whereabouts, isLocalOnly: isLocalOnly)
      guard isLocalOnly else {
        try destination.checkReach()
        continue
      }
      let error = try #require(throws: ClientError.self) { try destination.checkReach() }
      #expect(error.kind == .permission && error.shouldRetry == false)
      #expect(error.message.hasPrefix("box/m: the policy keeps this request on the local network"))
    }
  }

  @Test("every call to a destination reaches as far as it may, in whatever words it is sent again")
  func reach() throws {
    let free = try attempt(to: Backend(name: "box", kind: .llamaServer))
    #expect(free.call.reach == .anywhere)
    var bound = free.destination
    bound.isLocalOnly = true
    let sent = Attempt(free.client, to: bound, free.encoded)
    #expect(sent.call.reach == .local)
    #expect(sent.asking("/other").call.reach == .local)
    #expect(sent.sending(free.encoded).call.reach == .local)
    #expect(sent.using(Backend(name: "box", kind: .llamaServer, url: "http://box:1")).call.reach == .local)
    let held = bound.holding(ContextWindow(tokens: 1, source: .assumed))
    #expect(held.isLocalOnly && held.reach == .local)
  }
}
