import Conversations
import Testing

@testable import Gateway

@Suite("x-ctxgw-context")
struct ContextReportHeaderTests {
  private var report = ContextReport(
    originalTokens: 84_210, sentTokens: 6_120, window: ContextWindow(tokens: 8_192, source: .loaded),
    limit: 6_410, reserve: 1_536, strippedParts: 31, droppedMessages: 44)

  @Test func `says what was sent of what came`() {
    #expect(
      report.headerValue == "original=84210; sent=6120; window=8192; limit=6410; stripped=31; dropped=44")
  }

  @Test func `says why the prompt was made anew`() {
    var report = report
    report.epoch = .toolAdded
    #expect(report.headerValue.hasSuffix("; epoch=tool-added"))
  }

  @Test func `says that nothing was touched`() {
    #expect(
      ContextReport.untouchedHeaderValue(estimate: 9, window: nil) == "untouched; original=9; sent=9")
    #expect(
      ContextReport.untouchedHeaderValue(
        estimate: 9, window: ContextWindow(tokens: 200_000, source: .table))
        == "untouched; original=9; sent=9; window=200000")
  }
}
