import Conversations
import Routing

/// How often the classifier concludes what people do.
public struct LabelledScore: Sendable {
  /// One thing that was concluded otherwise.
  public struct Miss: Sendable, CustomStringConvertible {
    /// The line on which the request stands.
    public var line: Int
    /// What was expected.
    public var expected: String
    /// What was concluded.
    public var concluded: String
    /// By which mark and evidence.
    public var reason: String

    /// In a line.
    public var description: String { "line \(line): \(concluded), not \(expected) (\(reason))" }
  }

  /// How many requests were judged.
  public private(set) var requests = 0
  /// Wrong kinds.
  public private(set) var kinds: [Miss] = []
  /// Wrong grades.
  public private(set) var grades: [Miss] = []
  /// Wrong tiers.
  public private(set) var tiers: [Miss] = []

  /// Judges requests.
  ///
  /// - Parameter tier: the tier that a request goes to.
  public init(
    _ requests: [LabelledRequest], tier: (RequestFacts, Classification) throws -> String?
  ) throws {
    for request in requests {
      let facts = try request.sample.facts()
      let classification = RequestClassifier.classify(facts)
      note(request, classification, tier: try tier(facts, classification))
    }
  }

  private mutating func note(_ request: LabelledRequest, _ found: Classification, tier: String?) {
    requests += 1
    let reason = ([found.mark] + found.evidence.map { "\($0.weight) \($0.finding)" }).joined(separator: ", ")
    func miss(_ expected: String, _ concluded: String) -> [Miss] {
      expected == concluded
        ? [] : [Miss(line: request.line, expected: expected, concluded: concluded, reason: reason)]
    }
    kinds += miss(request.kind.rawValue, found.kind.rawValue)
    grades += miss(request.complexity.rawValue, found.complexity.rawValue)
    if let expected = request.tier { tiers += miss(expected, tier ?? "none") }
  }

  /// The figures, and what was missed.
  public var summary: String {
    func share(_ misses: [Miss]) -> String {
      let tenths = requests == 0 ? 0 : 1000 * (requests - misses.count) / requests
      return "\(requests - misses.count) of \(requests) (\(tenths / 10).\(tenths % 10) %)"
    }
    let lines = [
      "labelled requests: kinds \(share(kinds)), complexity \(share(grades)), tiers \(share(tiers))"
    ]
    return (lines + (kinds + grades + tiers).map { "  \($0)" }).joined(separator: "\n")
  }
}
