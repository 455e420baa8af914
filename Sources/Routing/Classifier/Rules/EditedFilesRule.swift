/// Changes to `edited_files` (2) files or more in the steps that are looked at: +2; to three times as many: +3.
///
/// What goes over several files must be held together in mind, which is where small models fail first.
enum EditedFilesRule: ComplexityRule {
  static let name = "edited-files"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    // A file changed before and after a person spoke counts once.
    let files = max(facts.work.editedFiles, facts.earlierWork.editedFiles)
    guard files >= settings.editedFiles else { return nil }
    return (files >= 3 * settings.editedFiles ? 3 : 2, "changes to \(files) files")
  }
}
