/// An error in the newest message of a person, or calls that failed since: +2; three such calls or more: +3.
///
/// An error is to be understood before anything is done. That calls fail again and again says that it was not.
enum ErrorsRule: ComplexityRule {
  static let name = "errors"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let failures = facts.work.failures
    if failures > 0 { return (failures >= 3 ? 3 : 2, "\(failures) of the tool calls failed") }
    return facts.marks.hasErrorTrace ? (2, "an error in the message") : nil
  }
}
