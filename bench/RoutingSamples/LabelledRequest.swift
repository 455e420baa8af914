import Conversations
import Routing

/// A sample, and what is to be concluded of it.
public struct LabelledRequest: Sendable {
  /// The line of the file on which it stands, from 1.
  public var line: Int
  /// What it is for.
  public var kind: RequestKind
  /// How hard a person thinks it is.
  public var complexity: Complexity
  /// The tier that the policy `hybrid` sends it to; nil for one that is sent to no tier.
  public var tier: String?
  /// The request.
  public var sample: RequestSample

  /// Reads a file of them: a line each, `kind complexity tier > sample`. Lines that are empty or begin with `#` are for
  /// readers.
  ///
  /// - Throws: `Malformed` for any other line.
  public static func list(_ text: String) throws(Malformed) -> [LabelledRequest] {
    var requests: [LabelledRequest] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard !line.trimmed.isEmpty, line.first != "#" else { continue }
      guard let request = LabelledRequest(line, number: number + 1) else {
        throw Malformed(line: number + 1, text: String(line))
      }
      requests.append(request)
    }
    return requests
  }

  /// A line that cannot be read.
  public struct Malformed: Error, Equatable {
    /// Which one, from 1.
    public var line: Int
    /// What stands there.
    public var text: String

    /// A line that is none.
    public init(line: Int, text: String) {
      self.line = line
      self.text = text
    }
  }

  private init?(_ line: Substring, number: Int) {
    let halves = line.split(separator: ">", maxSplits: 1)
    let words = halves[0].split(separator: " ")
    guard halves.count == 2, words.count == 3, let kind = RequestKind(rawValue: String(words[0])),
      let complexity = Complexity(rawValue: String(words[1])), let sample = RequestSample(halves[1].trimmed)
    else { return nil }
    self.line = number
    self.kind = kind
    self.complexity = complexity
    tier = words[2] == "-" ? nil : String(words[2])
    self.sample = sample
  }
}
