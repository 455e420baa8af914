import Conversations
import Testing
import Upstream

@testable import Gateway

@Suite("A chain of targets")
struct TargetChainTests {
  static let names = ["a", "b", "c"]
  static let held = HopFailure.held(Held(.breakerOpen, message: "its breaker is open"))
  static let unsuited = HopFailure.unsuited(ClientError(.invalidRequest, "takes no tools"))
  static let down = HopFailure.failed(
    UpstreamError(.unavailable, message: "refused"), told: ClientError(.upstream, "refused"), nil)

  static func target(_ name: String) -> Target {
    Target(
      backend: name, model: "m", dialect: .openAIChat, isLocal: false, window: nil, traits: .full)
  }

  /// The targets that are asked, when each fails as it is told to.
  private func asked(_ failures: [String: HopFailure]) -> [String] {
    var chain = TargetChain(Self.names.map(Self.target))
    var asked: [String] = []
    while let link = chain.next() {
      let name = link.target.backend
      asked.append(link.isLastResort ? name + "!" : name)
      chain.note(link.isLastResort ? Self.down : failures[name] ?? Self.down, of: link)
    }
    return asked
  }

  @Test("targets are asked in their order, each once")
  func order() {
    #expect(asked([:]) == ["a", "b", "c"])
  }

  @Test("what is held is asked after all when nobody else was")
  func lastResort() {
    #expect(asked(["a": Self.held, "b": Self.held, "c": Self.unsuited]) == ["a", "b", "c", "a!", "b!"])
  }

  @Test("what is held is left alone when another target was asked")
  func heldBesideAsked() {
    #expect(asked(["a": Self.held, "b": Self.held]) == ["a", "b", "c"])
  }

  @Test("nobody is asked who cannot take the request")
  func unsuited() {
    #expect(asked(["a": Self.unsuited, "b": Self.unsuited, "c": Self.unsuited]) == ["a", "b", "c"])
  }

  @Test("after a window that was too small the next must be larger than the largest of those")
  func floor() {
    var chain = TargetChain(Self.names.map(Self.target))
    let overflows = [200_000, 8_192].map {
      HopFailure.unfit(ClientError(.contextOverflow(prompt: nil, limit: $0), "too long"))
    }
    var floors: [Int?] = []
    for overflow in overflows {
      guard let link = chain.next() else { return }
      floors.append(link.floor)
      chain.note(overflow, of: link)
    }
    #expect(floors == [nil, 200_000])
    #expect(chain.next()?.floor == 200_000)
  }

  @Test("whether there are more is known before the last is asked")
  func more() {
    var chain = TargetChain(Self.names.map(Self.target))
    var hasMore: [Bool] = []
    while chain.next() != nil { hasMore.append(chain.hasMore) }
    #expect(hasMore == [true, true, false])
  }
}
