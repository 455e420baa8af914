import Conversations

/// Recognises what a request is for by its shape and its client's words, and how hard it is by weighed evidence.
///
/// The marks of kinds (`KindMark`) are those of the clients as seen on the wire; a request without any is a turn of the
/// main conversation, so that a mark we miss costs nothing but a row in the wrong place. How hard a task is, the rules
/// of `Rules/` say: each weighs one thing, and the sum is a grade.
public enum RequestClassifier {
  /// What the request is for, and how hard.
  public static func classify(
    _ facts: RequestFacts, by settings: ClassifierSettings = ClassifierSettings()
  ) -> Classification {
    var classification = Classification(kind: .main, mark: "no mark of another kind")
    for mark in KindMark.all {
      guard let sighting = mark.sighting(facts, settings) else { continue }
      (classification.kind, classification.mark) = (mark.kind, sighting)
      break
    }
    judge(facts, by: settings, &classification)
    return classification
  }

  /// What is asked for in a fixed form is trivial; all else is weighed.
  private static func judge(
    _ facts: RequestFacts, by settings: ClassifierSettings, _ classification: inout Classification
  ) {
    switch classification.kind {
    case .title, .probe, .count: classification.complexity = .trivial
    case .main, .subAgent, .background, .compaction, .autoModeCheck:
      let evidence = ComplexityRules.evidence(in: facts, by: settings)
      classification.evidence = evidence
      classification.complexity = settings.complexity(ofWeight: evidence.reduce(0) { $0 + $1.weight })
    }
  }
}

extension ClassifierSettings {
  /// The grade of a task for which so much speaks.
  func complexity(ofWeight weight: Int) -> Complexity {
    if weight >= complexFrom { return .complex }
    if weight >= moderateFrom { return .moderate }
    return weight <= trivialTo ? .trivial : .simple
  }
}
