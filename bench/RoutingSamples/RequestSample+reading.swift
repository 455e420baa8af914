extension RequestSample {
  /// Reads `claude model=m tools=3 | u: words ; c: Read a.swift = {400}`; nil for a line that is no sample.
  init?(_ line: Substring) {
    let halves = line.split(separator: "|", maxSplits: 1).map(\.trimmed)
    guard halves.count == 2 else { return nil }
    var words = halves[0].split(separator: " ")
    guard !words.isEmpty, let client = SampleClient(rawValue: String(words.removeFirst())) else { return nil }
    var options: [String: String] = [:]
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1)
      options[String(pair[0])] = pair.count == 2 ? String(pair[1]) : ""
    }
    var steps: [SampleStep] = []
    for text in halves[1].split(separator: ";").map(\.trimmed) {
      guard let more = Self.steps(text) else { return nil }
      steps += more
    }
    self.init(client: client, options: options, steps: steps)
  }

  private static func steps(_ text: Substring) -> [SampleStep]? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let words = String(text[text.index(after: colon)...].trimmed)
    let mark = text[..<colon]
    switch mark {
    case "u": return [.said(words)]
    case "n": return [.noted(words)]
    case "a": return [.answered(words)]
    case "s": return [.told(words)]
    default: break
    }
    guard mark.first == "c", let times = mark == "c" ? 1 : Int(mark.dropFirst()) else { return nil }
    return (1...times).compactMap { number in call(words, number).map { .called($0) } }
  }

  /// Reads `Read a#.swift = {400}`; `#` is the number of the call, `=!` begins the result of a call that failed.
  private static func call(_ words: String, _ number: Int) -> SampleCall? {
    let halves = words.split(separator: "=", maxSplits: 1).map(\.trimmed)
    let parts = halves[0].split(separator: " ", maxSplits: 1)
    guard let name = parts.first else { return nil }
    let object = parts.count > 1 ? parts[1].split(separator: "#").joined(separator: "\(number)") : "a.swift"
    let result = halves.count > 1 ? halves[1] : "ok"
    return SampleCall(
      name: String(name), object: object,
      result: String(result.first == "!" ? result.dropFirst().trimmed : result), isError: result.first == "!")
  }
}

extension Substring {
  /// Without spaces around it.
  var trimmed: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
