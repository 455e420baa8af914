/// A prompt of more than `long_prompt` (32,000) tokens: +1; of more than four times as many: +2.
///
/// A long prompt makes even a simple question a matter of finding the right place. It weighs little, because agents send
/// long prompts with every request.
enum LongPromptRule: ComplexityRule {
  static let name = "long-prompt"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let tokens = facts.promptTokens
    guard tokens > settings.longPrompt else { return nil }
    return (tokens > 4 * settings.longPrompt ? 2 : 1, "a prompt of about \(tokens) tokens")
  }
}
