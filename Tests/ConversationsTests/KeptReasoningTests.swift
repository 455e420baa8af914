import Testing

@testable import Conversations

@Suite struct KeptReasoningTests {
  private func answer(_ parts: [Answer.Part]) -> Answer {
    var answer = Answer()
    for part in parts {
      switch part {
      case .text(let text):
        answer.append(.partStarted(.text))
        answer.append(.delta(.text(text)))
      case .thinking(let text, let signature):
        answer.append(.partStarted(.thinking))
        answer.append(.delta(.thinking(text)))
        if let signature { answer.append(.delta(.signature(signature))) }
      case .redactedThinking(let data): answer.append(.partStarted(.redactedThinking(data: data)))
      case .toolCall(let id, let name, let input):
        answer.append(.partStarted(.toolCall(id: id, name: name)))
        answer.append(.delta(.input(input)))
      case .other(let type, let source, _): answer.append(.partStarted(.other(type: type, source: source)))
      }
    }
    return answer
  }

  private func thinking(_ text: String, _ signature: String? = nil) -> Answer.Part {
    .thinking(Array(text.utf8), signature: signature.map { Array($0.utf8) })
  }

  private func call(_ id: String) -> Answer.Part { .toolCall(id: id, name: "f", input: [0x7B, 0x7D]) }

  @Test("each call has the reasoning since the call before, and how far back it was")
  func pieces() throws {
    let kept = try #require(
      KeptReasoning(
        of: answer([
          thinking("a", "s1"), .text([0x21]), .redactedThinking(data: [0x41]), call("t1"), call("t2"),
          thinking("", "s3"), call("t3"), thinking("end", "s4"),
        ]), issuer: "v/m"))
    #expect(
      kept.states["t1"]?.pieces == [
        ReasoningState.Piece(.thinking(text: "a", signature: "s1"), distance: 1),
        ReasoningState.Piece(.redacted(data: "A"), distance: 0),
      ])
    #expect(kept.states["t2"] == nil)
    #expect(
      kept.states["t3"]
        == ReasoningState(
          issuer: "v/m", pieces: [.init(.thinking(text: "", signature: "s3"), distance: 0)]))
    #expect(kept.signatures == Set(["s1", "A", "s3", "s4"].map { KeptReasoning.name(of: $0.utf8) }))
  }

  @Test(
    "of an answer without reasoning nothing is kept, nor of reasoning that nobody signed and no call follows")
  func nothing() {
    #expect(KeptReasoning(of: answer([.text([0x21]), call("t")]), issuer: "v/m") == nil)
    #expect(KeptReasoning(of: answer([thinking("a"), .text([0x21])]), issuer: "v/m") == nil)
    #expect(KeptReasoning(of: answer([]), issuer: "v/m") == nil)
  }

  @Test("reasoning that is too long is not kept, and neither is what would go beyond the answer's share")
  func bounds() throws {
    let long = String(repeating: "x", count: KeptReasoning.mostOfCall)
    #expect(KeptReasoning(of: answer([thinking(long), call("t")]), issuer: "v/m") == nil)
    let most = String(repeating: "x", count: KeptReasoning.mostOfCall - 3)
    let parts = (0..<6).flatMap { [thinking(most), call("t\($0)")] }
    let kept = try #require(KeptReasoning(of: answer(parts), issuer: "v/m"))
    #expect(kept.states.keys.sorted() == ["t0", "t1", "t2", "t3"])
    #expect(kept.byteCount <= KeptReasoning.mostOfAnswer + 100)
  }
}
