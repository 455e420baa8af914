/// How long an answer may be, in a backend's words about a request for a longer one.
enum OutputLimitFigure {
  /// What is left free between a prompt and the answer it leaves room for, in tokens: backends count the frame of a
  /// message differently from one call to the next.
  private static let margin = 64
  /// Answers shorter than this are worth nothing, in tokens.
  private static let leastRoom = 256
  /// The most that may stand between a phrase and its figure, in characters.
  private static let reach = 8

  private static let names = ["max_tokens", "max_completion_tokens", "max_output_tokens", "maxoutputtokens"]
  /// What stands in front of the most tokens that an answer may have.
  private static let phrases = [
    "at most", "can only afford", "less than or equal to", "valid range of max_tokens is [1,",
    "range of max_tokens should be [1,", "maximum value of", "maximum value for max_tokens is",
    "smaller than or equal to",
  ]

  /// The repair that a text in lower case calls for; nil where it does not speak of the length of the answer, or leaves no
  /// room for one that is worth having.
  static func repair(in text: String) -> RequestRepair? {
    guard names.contains(where: text.contains) || text.contains("in the completion") else { return nil }
    if let room = room(in: text) {
      return room >= leastRoom ? .limitOutputToRoom(tokens: room) : nil
    }
    return limit(in: text).map { .limitOutput(tokens: $0) }
  }

  /// What the window leaves beside this prompt.
  private static func room(in text: String) -> Int? {
    if text.contains("exceed context limit") {
      // "… exceed context limit: 187254 + 20000 > 204798"
      guard let prompt = figure(behind: "context limit:", in: text),
        let window = figure(behind: ">", in: text)
      else { return nil }
      return window - prompt - margin
    }
    guard let window = figure(behind: "maximum context length is", in: text),
      let prompt = figure(before: "in the messages", in: text)
        ?? figure(before: "input tokens", in: text)
    else { return nil }
    return window - prompt - margin
  }

  private static func limit(in text: String) -> Int? {
    if text.contains("maximum allowed number of output tokens") { return figure(behind: ">", in: text) }
    if let exclusive = figure(before: "(exclusive)", in: text) { return exclusive - 1 }
    for phrase in phrases {
      if let figure = figure(behind: phrase, in: text), figure > 0 { return figure }
    }
    return nil
  }

  /// The figure that follows a phrase.
  private static func figure(behind phrase: String, in text: String) -> Int? {
    guard let found = text.firstRange(of: phrase) else { return nil }
    let tail = text[found.upperBound...]
    guard let start = tail.prefix(reach).firstIndex(where: \.isASCIIDigit) else { return nil }
    return Int(tail[start...].prefix(while: \.isASCIIDigit))
  }

  /// The figure in front of a phrase.
  private static func figure(before phrase: String, in text: String) -> Int? {
    guard let found = text.firstRange(of: phrase) else { return nil }
    let head = text[..<found.lowerBound].reversed().drop { $0 == " " || $0 == "(" || $0 == "," }
    return Int(String(head.prefix(while: \.isASCIIDigit).reversed()))
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
