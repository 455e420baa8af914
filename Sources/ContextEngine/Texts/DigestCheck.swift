import Tokens

/// Whether a digest that a model has written says only what it was told.
public enum DigestCheck {
  /// The most tokens of a digest.
  public static let longest = 600

  /// The digest without lines that name a path or an error code which the input lacks, cut to 600 tokens; nil when
  /// nothing is left.
  public static func checked(_ digest: String, against input: String, counting counter: inout PromptCounter)
    -> String?
  {
    var kept: [Substring] = []
    for line in digest.split(separator: "\n", omittingEmptySubsequences: false)
    where names(in: line).allSatisfy({ input.contains($0) }) {
      kept.append(line)
    }
    while !kept.isEmpty, counter.count(kept.joined(separator: "\n")) > longest { kept.removeLast() }
    let text = kept.joined(separator: "\n").trimmed
    return text.isEmpty ? nil : text
  }

  /// The paths and error codes in a line.
  private static func names(in line: Substring) -> [Substring] {
    line.split { $0.isWhitespace || "`'\"(),;[]{}<>".contains($0) }
      .map { $0.trimmingPrefix { $0 == "*" } }
      .filter { $0.contains("/") || $0.contains(where: \.isNumber) && $0.contains(where: \.isUppercase) }
  }
}
