import ContextEngine
import Conversations
import Testing

struct ContextBudgetTests {
  /// The budget of a request to a window of so many tokens.
  private func budget(_ tokens: Int, requested: Int? = nil, reserve: Int? = nil) -> ContextBudget {
    ContextBudget(
      window: ContextWindow(tokens: tokens, source: .loaded), requested: requested,
      configuredReserve: reserve,
      ratio: 1, marginShare: 0.03)
  }

  @Test(arguments: [(8_192, 1_536), (16_384, 2_048), (32_768, 4_096), (200_000, 25_000), (1_000_000, 32_768)])
  func `what is kept free for the answer grows with the window`(window: Int, reserve: Int) {
    #expect(budget(window).reserve == reserve)
    #expect(budget(window, requested: 64_000).reserve == reserve)
  }

  @Test func `a client that wants less gets less, but not so little that nothing can be said`() {
    #expect(budget(8_192, requested: 1_000).reserve == 1_000)
    #expect(budget(8_192, requested: 1).reserve == 512)
    #expect(budget(2_048, requested: 1).reserve == 256)
  }

  @Test func `the operator's word holds`() {
    #expect(budget(8_192, requested: 32_000, reserve: 3_000).reserve == 3_000)
  }

  @Test func `the limit is what reserve and margin leave of the window`() {
    #expect(budget(8_192).limit == 8_192 - 1_536 - 451)
    #expect(budget(100).limit >= 0)
  }
}
