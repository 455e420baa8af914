import Conversations

/// No tools on offer: −1. More than 40: +1.
///
/// Without tools there is one step, the answer. Among very many, small models choose the wrong one.
enum ToolsOnOfferRule: ComplexityRule {
  static let name = "tools-on-offer"

  private static let many = 40

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let count = facts.shape.toolCount
    if count == 0 { return (-1, "no tools on offer") }
    return count > many ? (1, "\(count) tools on offer") : nil
  }
}
