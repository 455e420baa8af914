import ContextEngine
import Conversations
import Testing

@testable import Gateway

@Suite("What a client is told of the size of its prompt")
struct UsageReportingTests {
  private let usage = Usage(input: 1_000, cacheRead: 5_000, cacheWrite: 0, output: 70, reasoning: 9)
  private let report = ContextReport(
    originalTokens: 84_000, sentTokens: 6_000, window: ContextWindow(tokens: 8_000, source: .loaded),
    limit: 6_400, reserve: 1_500)

  private func told(_ mode: ContextSettings.ReportedUsage) -> Usage {
    var settings = ContextSettings()
    settings.usage = mode
    return UsageReporting(settings, report: report).told(usage)
  }

  @Test(arguments: [ContextSettings.ReportedUsage.auto, .forwarded])
  func `is what the model saw`(mode: ContextSettings.ReportedUsage) {
    #expect(told(mode) == usage)
  }

  @Test func `is what the client sent, where that is wanted`() {
    let told = told(.logical)
    #expect(told.prompt == 84_000)
    #expect(told.cacheRead == 5_000 && told.output == 70)
  }

  @Test func `is in proportion to the window that the client assumes`() {
    let told = told(.scaled)
    #expect(told.input == 25_000 && told.cacheRead == 125_000)
    #expect(told.output == 70 && told.reasoning == 9)
  }

  @Test func `is never less than what the model saw`() {
    var smaller = report
    smaller.originalTokens = 100
    var settings = ContextSettings()
    settings.usage = .logical
    #expect(UsageReporting(settings, report: smaller).told(usage) == usage)
  }
}
