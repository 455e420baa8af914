/// The figures in a backend's words about an overflow: how long the prompt is and how much the window holds.
struct OverflowFigures: Equatable {
  /// The size of the prompt, in tokens. It may be below the limit where the answer that was asked for is what is too much.
  var prompt: Int?
  /// The size of the window, in tokens.
  var limit: Int?

  /// Words that stand beside the limit, rather than beside the size of the prompt.
  private static let limitWords = [
    "maximum", "limit", "context size", "context length", "allowed", "n_ctx", "only",
  ]
  /// What stands behind the length of the answer that was asked for, which some count with the prompt.
  private static let answerWords = [
    " in the completion", " tokens for the completion", " output tokens", " in the output",
  ]
  /// Figures below this are no sizes of windows: versions, indexes, error codes of one digit.
  private static let smallestFigure = 128
  /// How far from a figure its words may stand, in characters.
  private static let reach = 40

  /// None.
  init() {}

  /// Reads a text in lower case.
  ///
  /// Of the figures, one behind a `>` is the limit, else the one nearest to a word for a limit; the largest other one
  /// above it is the prompt, less the answer where one is named: the figure is of both together then.
  init(in text: String) {
    let figures = Self.figures(in: text)
    guard let limit = figures.min(by: { $0.distance < $1.distance }), limit.distance < Int.max else {
      prompt = figures.map(\.value).max()
      return
    }
    self.limit = limit.value
    let asked = figures.map(\.value).filter { $0 > limit.value }.max()
    let answer = figures.first(where: \.isAnswer)?.value ?? 0
    prompt = asked.map { $0 > answer ? $0 - answer : $0 }
  }

  private static func figures(in text: String) -> [(value: Int, distance: Int, isAnswer: Bool)] {
    let characters = Array(text)
    var figures: [(value: Int, distance: Int, isAnswer: Bool)] = []
    var index = 0
    while index < characters.count {
      guard characters[index].isWholeNumber else {
        index += 1
        continue
      }
      let start = index
      while index < characters.count, characters[index].isWholeNumber { index += 1 }
      if let value = Int(String(characters[start..<index])), value >= smallestFigure {
        figures.append(
          (value, distance(from: start..<index, in: characters), isAnswer(before: index, in: characters)))
      }
    }
    return figures
  }

  private static func isAnswer(before end: Int, in characters: [Character]) -> Bool {
    let after = String(characters[end..<min(characters.count, end + reach)])
    return answerWords.contains { after.hasPrefix($0) }
  }

  private static func distance(from figure: Range<Int>, in characters: [Character]) -> Int {
    let before = String(characters[max(0, figure.lowerBound - reach)..<figure.lowerBound])
    if isExceeded(before) { return 0 }
    let after = String(characters[figure.upperBound..<min(characters.count, figure.upperBound + reach)])
    let distances = limitWords.flatMap { word in
      [lastOffset(of: word, in: before).map { before.count - $0 }, firstOffset(of: word, in: after)]
    }
    return distances.compactMap { $0 }.min() ?? Int.max
  }

  /// Whether the text before a figure says that something exceeds it, as in `187254 + 20000 > 204798`.
  private static func isExceeded(_ before: String) -> Bool {
    let sign = before.reversed().drop { $0 == " " || $0 == "=" }.first
    return sign == ">"
  }

  private static func firstOffset(of word: String, in text: String) -> Int? {
    text.indices.first { text[$0...].hasPrefix(word) }.map { text.distance(from: text.startIndex, to: $0) }
  }

  /// The offset behind the last occurrence.
  private static func lastOffset(of word: String, in text: String) -> Int? {
    text.indices.last { text[$0...].hasPrefix(word) }
      .map { text.distance(from: text.startIndex, to: $0) + word.count }
  }
}
