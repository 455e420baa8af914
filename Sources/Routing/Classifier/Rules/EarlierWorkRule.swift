/// More than twice `tool_calls` (6) calls of tools before the last message of a person, as far as is looked back: +1.
///
/// A person who says a word in the midst of long work goes on with that work, however short the word.
enum EarlierWorkRule: ComplexityRule {
  static let name = "earlier-work"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let calls = facts.earlierWork.calls
    return calls > 2 * settings.toolCalls ? (1, "\(calls) tool calls before that") : nil
  }
}
