/// Both changes to files and commands since the last message of a person: +1.
///
/// Somebody changes something, runs it, and changes it again: what the commands print has to be understood.
enum EditAndRunRule: ComplexityRule {
  static let name = "edit-and-run"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let work = facts.work
    guard work.edits > 0, work.commands > 0 else { return nil }
    return (1, "\(work.edits) edits and \(work.commands) commands in turn")
  }
}
