/// Pictures among the newest messages: +1.
///
/// What is in a picture must be seen and put into words before anything can be done about it.
enum PicturesRule: ComplexityRule {
  static let name = "pictures"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    facts.images > 0 ? (1, "\(facts.images) \(facts.images == 1 ? "picture" : "pictures")") : nil
  }
}
