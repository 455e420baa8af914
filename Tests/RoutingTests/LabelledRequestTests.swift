import ContextReplay
import Conversations
import Routing
import RoutingSamples
import TestKit
import Testing

/// The labelled requests beside this file.
func labelledRequests() throws -> [LabelledRequest] {
  let directory = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
  return try LabelledRequest.list(
    String(decoding: Files.bytes(of: "/\(directory)/Labelled/requests.txt"), as: UTF8.self))
}

@Suite("Labelled requests")
struct LabelledRequestTests {
  @Test("every kind is recognised, and nine in ten are as hard and go where people think")
  func accuracy() throws {
    let score = try LabelledScore(try labelledRequests(), tier: HybridPolicy.tier)
    print(score.summary)
    #expect(score.kinds.isEmpty)
    #expect(score.grades.count * 10 <= score.requests)
    #expect(score.tiers.count * 10 <= score.requests)
  }

  @Test("there are many, of every kind, every grade, and every client")
  func extent() throws {
    let requests = try labelledRequests()
    #expect(requests.count >= 150)
    #expect(Set(requests.map(\.kind)) == Set(RequestKind.allCases))
    #expect(Set(requests.map(\.complexity)) == Set(Complexity.allCases))
    #expect(Set(requests.map(\.sample.client)) == Set(SampleClient.allCases))
  }

  @Test("a line that is no sample is told of by its number")
  func malformed() {
    #expect(throws: LabelledRequest.Malformed(line: 2, text: "main hard primary > claude | u: hi")) {
      try LabelledRequest.list("# for readers\nmain hard primary > claude | u: hi")
    }
  }
}
