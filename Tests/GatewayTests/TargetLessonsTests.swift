import Conversations
import Testing
import Tokens

@testable import Gateway

@Suite("What is learned of targets")
struct TargetLessonsTests {
  private let known = ContextWindow(tokens: 32_768, source: .configured)

  @Test func `a window that a backend has named holds until another is known`() {
    var lessons = TargetLessons()
    lessons.learn(window: 8_192, below: known, insteadOf: known, of: "box/m")
    #expect(lessons.window(of: "box/m", known: known) == ContextWindow(tokens: 8_192, source: .loaded))
    #expect(lessons.window(of: "box/other", known: known) == known)
    let other = ContextWindow(tokens: 65_536, source: .loaded)
    #expect(lessons.window(of: "box/m", known: other) == other)
  }

  @Test(arguments: [5, 1_023, 32_768, 40_000])
  func `a figure that can be no smaller window is not believed`(figure: Int) {
    var lessons = TargetLessons()
    lessons.learn(window: figure, below: known, insteadOf: known, of: "box/m")
    #expect(lessons.window(of: "box/m", known: known) == known)
  }

  @Test func `counts of one target say nothing about another`() {
    var lessons = TargetLessons()
    let learned = lessons.learn(reported: 6_000, counted: 4_000, of: "box/m")
    #expect(learned.finding == nil && learned.calibration.ratio == 1.5)
    #expect(lessons.calibration(of: "box/m")?.ratio == 1.5)
    #expect(lessons.calibration(of: "box/other") == nil)
  }

  @Test func `what this run has learned stands over what an earlier one has`() {
    var lessons = TargetLessons()
    lessons.recall(nil, of: "box/m")
    #expect(lessons.calibration(of: "box/m") == nil)
    let learned = lessons.learn(reported: 6_000, counted: 4_000, of: "box/m").calibration
    var earlier = learned
    _ = earlier.note(reported: 9_000, estimated: 4_000)
    lessons.recall(earlier, of: "box/m")
    #expect(lessons.calibration(of: "box/m") == learned)
  }

  @Test func `how long ago a target was used counts in whole seconds`() {
    var lessons = TargetLessons()
    #expect(lessons.secondsSinceUse(of: "box/m", now: 9_000_000_000) == nil)
    lessons.use("box/m", at: 1_000_000_000)
    #expect(lessons.secondsSinceUse(of: "box/m", now: 3_999_999_999) == 2)
  }
}
