/// More than `tool_calls` (3) calls of tools since the last message of a person: +2; more than four times as many: +3.
///
/// The common rule of thumb. A task that takes three steps to read something and change it is within every model's reach;
/// one that goes on is not going as thought, and a small model gets lost in it.
enum ToolCallsRule: ComplexityRule {
  static let name = "tool-calls"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let work = facts.work
    guard work.calls > settings.toolCalls else { return nil }
    let kinds = "\(work.looks) to look, \(work.edits) to edit, \(work.commands) to run"
    return (
      work.calls > 4 * settings.toolCalls ? 3 : 2,
      "\(work.calls) tool calls since a person spoke (\(kinds))"
    )
  }
}
