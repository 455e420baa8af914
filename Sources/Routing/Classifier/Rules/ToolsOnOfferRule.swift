import Conversations

/// No tools on offer, and new text of at most a quarter of `new_tokens` (125): −1. More than 40 tools: +1.
///
/// Without tools there is one step, the answer, and it is easy where little is to be read for it. Among very many tools,
/// small models choose the wrong one.
enum ToolsOnOfferRule: ComplexityRule {
  static let name = "tools-on-offer"

  private static let many = 40

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let count = facts.shape.toolCount
    if count == 0, 4 * facts.newTokens <= settings.newTokens { return (-1, "no tools on offer") }
    return count > many ? (1, "\(count) tools on offer") : nil
  }
}
