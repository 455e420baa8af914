/// Weighs one thing that makes a task hard or easy. The doc comment of each rule is its entry in the manual: what it
/// weighs, from where on, how much, and why.
protocol ComplexityRule: SendableMetatype {
  /// The name under which it is shown.
  static var name: String { get }

  /// How much it weighs in a request, and what was found; nil where there is nothing of it.
  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
}

/// The rules there are.
enum ComplexityRules {
  /// All of them.
  static let all: [any ComplexityRule.Type] = [
    TierHintRule.self, ToolCallsRule.self, EarlierWorkRule.self, EditedFilesRule.self, EditAndRunRule.self,
    NewTextRule.self, LongPromptRule.self, CodeRule.self, ErrorsRule.self, ReasoningWordsRule.self,
    ThinkingRule.self, PicturesRule.self, ToolsOnOfferRule.self,
  ]

  /// What they find in a request, weightiest first.
  static func evidence(in facts: RequestFacts, by settings: ClassifierSettings) -> [Evidence] {
    var found: [Evidence] = []
    for rule in all {
      guard let (weight, finding) = rule.weigh(facts, settings) else { continue }
      let place = found.firstIndex { abs($0.weight) < abs(weight) } ?? found.endIndex
      found.insert(Evidence(rule: rule.name, weight: weight, finding: finding), at: place)
    }
    return found
  }
}
