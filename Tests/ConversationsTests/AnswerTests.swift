import Testing

@testable import Conversations

@Suite("Answers")
struct AnswerTests {
  private func answer(_ events: [StreamEvent]) -> Answer {
    var answer = Answer()
    for event in events { answer.append(event) }
    return answer
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("parts grow by their deltas and keep their order")
  func parts() {
    let answer = answer([
      .started(id: "a", model: "m", usage: PartialUsage(input: 7)),
      .partStarted(.thinking), .delta(.thinking(bytes("hm"))), .delta(.thinking(bytes("m"))),
      .delta(.signature(bytes("sig"))), .partEnded,
      .partStarted(.text), .delta(.text(bytes("Do"))), .delta(.text(bytes("ne"))), .partEnded,
      .partStarted(.toolCall(id: "t", name: "read")), .delta(.input(bytes("{\"a\""))),
      .delta(.input(bytes(":1}"))), .partEnded,
      .finished(.toolUse, usage: PartialUsage(output: 9)), .ended,
    ])
    #expect(
      answer.parts == [
        .thinking(bytes("hmm"), signature: bytes("sig")), .text(bytes("Done")),
        .toolCall(id: "t", name: "read", input: bytes("{\"a\":1}")),
      ])
    #expect(answer.id == "a" && answer.model == "m" && answer.stopReason == .toolUse && answer.isEnded)
    #expect(answer.usage == Usage(input: 7, output: 9))
  }

  @Test("a part that has not ended is there as far as it came")
  func cut() {
    let answer = answer([.partStarted(.text), .delta(.text(bytes("Hal")))])
    #expect(answer.parts == [.text(bytes("Hal"))])
    #expect(answer.isInsidePart && !answer.isEnded && !answer.isEmpty)
  }

  @Test("a later report of usage overwrites the figures it names, and only those")
  func usage() {
    let answer = answer([
      .started(id: nil, model: nil, usage: PartialUsage(input: 5, cacheRead: 100, output: 1)),
      .finished(nil, usage: PartialUsage(input: 6, output: 40, reasoning: 3)),
      .finished(.endTurn, usage: PartialUsage()),
    ])
    #expect(answer.usage == Usage(input: 6, cacheRead: 100, output: 40, reasoning: 3))
    #expect(answer.usage?.prompt == 106)
    #expect(answer.stopReason == .endTurn)
  }

  @Test("without any report there is no usage, rather than one of zeros")
  func noUsage() {
    #expect(answer([.started(id: nil, model: nil, usage: PartialUsage()), .ended]).usage == nil)
  }

  @Test("parts of unknown types keep everything that came")
  func other() {
    let answer = answer([
      .partStarted(.other(type: "x", source: bytes("{}"))), .delta(.other(source: bytes("1"))),
      .delta(.input(bytes("2"))), .partEnded,
    ])
    #expect(answer.parts == [.other(type: "x", source: bytes("{}"), deltas: [bytes("1"), bytes("2")])])
  }

  @Test("a delta without a part is dropped")
  func strayDelta() {
    #expect(answer([.delta(.text(bytes("x")))]).isEmpty)
  }
}
