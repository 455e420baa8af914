/// A diff or a patch in the newest message of a person: +2; else code between fences: +1.
///
/// A diff is to be reviewed or applied, which takes more care than code that is only shown.
enum CodeRule: ComplexityRule {
  static let name = "code"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    if facts.marks.hasDiff { return (2, "a diff in the message") }
    return facts.marks.hasCode ? (1, "code in the message") : nil
  }
}
