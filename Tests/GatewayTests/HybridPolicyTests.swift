import Conversations
import Routing
import RoutingSamples
import Testing
import Upstream

@testable import Gateway

@Suite("The shipped policy hybrid")
struct HybridPolicyTests {
  @Test("its rules are those by which the labelled requests are judged")
  func rules() throws {
    let path = try #require(PolicyLibrary.own.path(of: "hybrid"))
    var reader = ConfigurationReader(file: path, environment: Environment([:]), table: .own)
    let read = reader.readPolicyFile(over: nil)
    let shipped = try #require(read).policy
    #expect(shipped.rules.map(\.conditions) == HybridPolicy.policy.rules.map(\.conditions))
    #expect(shipped.rules.map(\.choice) == HybridPolicy.policy.rules.map(\.choice))
    #expect(shipped.classifier == ClassifierSettings())
  }
}
