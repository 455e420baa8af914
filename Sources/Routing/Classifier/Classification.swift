import Conversations

/// What a request is for and how hard it is, and by which marks that was seen.
public struct Classification: Sendable, Equatable {
  /// What the request is for.
  public var kind: RequestKind
  /// The mark that decided about the kind, in words for the operator.
  public var mark: String
  /// How hard the task is.
  public var complexity: Complexity
  /// What spoke for that complexity, weightiest first.
  public var evidence: [Evidence]

  /// A classification.
  public init(
    kind: RequestKind, mark: String, complexity: Complexity = .simple, evidence: [Evidence] = []
  ) {
    self.kind = kind
    self.mark = mark
    self.complexity = complexity
    self.evidence = evidence
  }
}

/// How hard a task is, from the easiest.
public enum Complexity: String, Sendable, CaseIterable, Comparable {
  /// Nothing to think about: a greeting, a fixed little question.
  case trivial
  /// One step that any model takes.
  case simple
  /// Several steps, or some that can go wrong.
  case moderate
  /// Work over several files, an error to be understood, a plan to be made.
  case complex

  /// Whether one is easier than another.
  public static func < (left: Complexity, right: Complexity) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .trivial: 0
    case .simple: 1
    case .moderate: 2
    case .complex: 3
    }
  }
}

/// What one rule found in a request that speaks for its being hard, or against.
public struct Evidence: Sendable, Equatable {
  /// The rule's name, such as `tool-calls`.
  public var rule: String
  /// How much it counts; what speaks for an easy task is negative.
  public var weight: Int
  /// What was found, with its figures, in words for the operator.
  public var finding: String

  /// Evidence.
  public init(rule: String, weight: Int, finding: String) {
    self.rule = rule
    self.weight = weight
    self.finding = finding
  }
}
