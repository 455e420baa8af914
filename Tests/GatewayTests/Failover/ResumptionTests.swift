import Conversations
import Testing

@testable import Gateway

@Suite("An answer that another target goes on with")
struct ResumptionTests {
  private func answer(_ events: [StreamEvent]) -> Answer {
    events.reduce(into: Answer()) { $0.append($1) }
  }

  private func text(_ words: String) -> StreamEvent { .delta(.text(Array(words.utf8))) }

  @Test("a text that broke off is resumed, and the target is told what has been said")
  func text() throws {
    let cut = answer([.partStarted(.text), text("Once upon "), text("a ti")])
    let resumption = try #require(Resumption(of: cut))
    let plan = resumption.added(to: .untouched, ofMessages: 3)
    #expect(plan.insertions.map(\.place) == [2])
    #expect(plan.insertions[0].text.contains("-----\nOnce upon a ti\n-----"))
  }

  @Test(
    "nothing else is",
    arguments: [
      [StreamEvent](),
      [.partStarted(.text)],
      [.partStarted(.thinking), .delta(.thinking(Array("hm".utf8)))],
      [.partStarted(.text), .delta(.text(Array("whole".utf8))), .partEnded],
      [
        .partStarted(.text), .delta(.text(Array("I look".utf8))),
        .partStarted(.toolCall(id: "1", name: "Read")),
      ],
      [
        .partStarted(.toolCall(id: "1", name: "Read")), .partEnded, .partStarted(.text),
        .delta(.text(Array("x".utf8))),
      ],
    ])
  func others(_ events: [StreamEvent]) {
    #expect(Resumption(of: answer(events)) == nil)
  }

  @Test("the rest joins the open text; what was thought before it is left out")
  func joint() {
    let rest: [StreamEvent] = [
      .started(id: "2", model: nil, usage: PartialUsage()), .partStarted(.thinking),
      .delta(.thinking(Array("hm".utf8))), .partEnded, .partStarted(.text), text("me"), .partEnded,
      .finished(.endTurn, usage: PartialUsage()), .ended,
    ]
    var joint = TextJoint()
    let joined = rest.flatMap { joint.joined([$0]) }
    #expect(
      joined == [
        .started(id: "2", model: nil, usage: PartialUsage()), text("me"), .partEnded,
        .finished(.endTurn, usage: PartialUsage()), .ended,
      ])
    let begun = answer([.partStarted(.text), text("a ti")])
    let whole = joined.reduce(into: begun) { $0.append($1) }
    #expect(whole.parts == [.text(Array("a time".utf8))])
  }

  @Test("a rest that begins with something else follows the text")
  func otherPart() {
    var joint = TextJoint()
    let call = StreamEvent.partStarted(.toolCall(id: "1", name: "Read"))
    #expect(joint.joined([call, .partEnded]) == [call, .partEnded])
  }
}
