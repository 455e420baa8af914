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

  @Test("an answer without a word and a token is nothing, unless it was refused")
  func nothing() {
    #expect(answer([.finished(.endTurn, usage: PartialUsage(input: 7)), .ended]).isNothing)
    #expect(!answer([.finished(.endTurn, usage: PartialUsage(output: 1)), .ended]).isNothing)
    #expect(!answer([.finished(.refusal, usage: PartialUsage(input: 7)), .ended]).isNothing)
  }

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

  @Test("what comes behind the limit is not kept, and the answer still ends as it ended")
  func limit() {
    var answer = Answer(keeping: 300)
    let event = StreamEvent.delta(.text([UInt8](repeating: 0x78, count: 100)))
    for event in [.partStarted(.text), event, event] { answer.append(event) }
    #expect(!answer.isShortened)
    let rest: [StreamEvent] = [
      event, .delta(.text(bytes("y"))), .partEnded, .partStarted(.thinking), .delta(.thinking(bytes("z"))),
      .partEnded, .finished(.endTurn, usage: PartialUsage(output: 9)), .ended,
    ]
    for event in rest { answer.append(event) }
    #expect(answer.isShortened)
    #expect(answer.parts == [.text([UInt8](repeating: 0x78, count: 200))])
    #expect(answer.isEnded && answer.stopReason == .endTurn && answer.usage == Usage(output: 9))
  }

  @Test("empty parts and pieces count as well, small pieces of a text by nothing but their bytes")
  func emptyParts() {
    var parts = Answer(keeping: 1_000)
    for _ in 0..<1_000 {
      for event in [StreamEvent.partStarted(.text), .partEnded] { parts.append(event) }
    }
    #expect(parts.isShortened && (1..<20).contains(parts.parts.count))
    var pieces = Answer(keeping: 1_000)
    pieces.append(.partStarted(.other(type: "x", source: [])))
    for _ in 0..<1_000 { pieces.append(.delta(.input([]))) }
    #expect(pieces.isShortened)
    var text = Answer(keeping: 1_000)
    text.append(.partStarted(.text))
    for _ in 0..<900 { text.append(.delta(.text(bytes("x")))) }
    #expect(!text.isShortened && text.byteCount < 1_000)
  }

  @Test("a delta without a part is dropped")
  func strayDelta() {
    #expect(answer([.delta(.text(bytes("x")))]).isEmpty)
  }
}
