import Wire

/// What a backend said about a failure, gathered from wherever vendors put it.
struct ErrorReport {
  /// The status; of a failure told inside an answer with a good status, the one it names, if any.
  let status: Int?
  /// Types, codes and statuses, in lower case.
  private(set) var codes: Set<String> = []
  /// Everything that was said, in lower case.
  private(set) var text = ""
  /// What is shown to people: the vendor's sentence, or what stands for it.
  private(set) var message = ""
  /// The figures of an overflow, where they have fields of their own (llama.cpp's server, and what is built on it).
  private(set) var figures = OverflowFigures()

  /// When the backend asked to be tried again, in seconds, where a member says so (Gemini).
  private var namedDelay: Int?
  /// The fields that a proxy tells of another's answer (OpenRouter).
  private var innerFields = HTTPFields()
  /// Codes and sentences as they came, line by line.
  private(set) var searchableText = ""

  /// Most characters of everything together that are kept.
  static let longestText = 8192
  /// Most characters of one sentence that are searched.
  private static let longestSentence = 4096
  /// Elements of a list that are read: the details of a failure, not a log of them.
  private static let mostElements = 8
  /// JSON inside a string inside JSON is looked into this many times; proxies wrap each other's errors.
  private static let mostNesting = 2

  /// The report of an answer with a status other than 2xx.
  init(status: Int, body: [UInt8]) {
    self.status = status
    if let document = try? JSONDocument(parsing: body) {
      read(document.root, nesting: 0)
    } else {
      take(Self.visibleText(of: body))
    }
    if message.isEmpty { message = "status \(status)" }
  }

  /// The report of a failure told inside an answer. Proxies give the status they would have sent as its code.
  init(type: String?, message: String) {
    status = type.flatMap { Int($0) }.flatMap { (400..<600).contains($0) ? $0 : nil }
    if let type { takeCode(type) }
    read(message, nesting: 0)
  }

  /// A page is not for the eyes of an operator; its first words are.
  private static func visibleText(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    return isPage(body) ? page : text
  }

  /// What is said of a page.
  static let page = "a page instead of an answer"

  /// Whether a body is a page for people: a portal's or a proxy's.
  static func isPage(_ body: [UInt8]) -> Bool {
    body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
  }

  private mutating func read(_ value: JSONValue, nesting: Int) {
    switch value.kind {
    case .string: read(value.string ?? "", nesting: nesting)
    case .object:
      for key in Self.codeKeys { readCode(value.member(key)) }
      for key in Self.tellingKeys where value.member(key)?.isNull == false { takeCode(key) }
      figures.prompt = figures.prompt ?? value["n_prompt_tokens"]?.int
      figures.limit = figures.limit ?? value["n_ctx"]?.int
      namedDelay = namedDelay ?? value["retryDelay"]?.string.flatMap { RetryAfter.seconds($0) }
      readFields(of: value["headers"])
      readPlace(in: value)
      for key in Self.textKeys {
        if let text = value.member(key)?.string { read(text, nesting: nesting) }
      }
      for key in Self.envelopeKeys {
        if let inner = value.member(key), inner.kind != .null { read(inner, nesting: nesting) }
      }
    case .array: for element in value.elements.prefix(Self.mostElements) { read(element, nesting: nesting) }
    default: break
    }
  }

  private static let codeKeys = ["type", "code", "status", "error_code", "status_code", "limit_source"]
  /// Members that say by being there what the failure is (OpenRouter: what a filter has objected to).
  private static let tellingKeys = ["flagged_input"]
  private static let textKeys = ["message", "msg", "status_msg", "raw", "quotaId", "reason"]
  private static let envelopeKeys = ["error", "detail", "details", "violations", "metadata", "base_resp"]

  private mutating func readFields(of headers: JSONValue?) {
    guard let headers, headers.kind == .object else { return }
    for (key, value) in headers.members {
      guard let name = key.string, let text = value.string ?? value.int.map({ String($0) }),
        innerFields.count < Self.mostElements, HTTPFields.isValidName(name), HTTPFields.isValidValue(text)
      else { continue }
      innerFields.append(name, text)
    }
  }

  /// Validators written in Python tell the place of a fault as a list: `"loc":["body","messages",0,"name"]`.
  private mutating func readPlace(in value: JSONValue) {
    guard let place = value["loc"], let fault = value["msg"]?.string else { return }
    let path = place.elements.compactMap { $0.string ?? $0.int.map(String.init) }
    if !path.isEmpty { take("\(path.joined(separator: ".")): \(fault)") }
  }

  private mutating func readCode(_ value: JSONValue?) {
    switch value?.kind {
    case .string: takeCode(value?.string ?? "")
    case .number: takeCode(String(decoding: value?.bytes ?? [], as: UTF8.self))
    default: break
    }
  }

  private mutating func takeCode(_ code: String) {
    codes.insert(code.lowercased())
    addToText(code)
  }

  private mutating func addToText(_ words: String) {
    let room = Self.longestText - searchableText.count
    if room > 0 { searchableText += (words.prefix(Self.longestSentence) + "\n").prefix(room) }
  }

  private mutating func read(_ sentence: String, nesting: Int) {
    // A sentence that is nothing but another error is not for people; the one within is.
    if sentence.hasPrefix("{") { readNested(sentence, nesting: nesting) }
    take(sentence)
    if !sentence.hasPrefix("{") { readNested(sentence, nesting: nesting) }
  }

  private mutating func readNested(_ sentence: String, nesting: Int) {
    guard nesting < Self.mostNesting, let start = sentence.firstIndex(of: "{"),
      let inner = try? JSONDocument(parsing: Array(sentence[start...].utf8))
    else { return }
    read(inner.root, nesting: nesting + 1)
  }

  /// The first sentence found is the one shown; a nested one is usually the clearer, and all are searched.
  private mutating func take(_ sentence: String) {
    if message.isEmpty { message = Self.singleLine(sentence) }
    text += sentence.prefix(Self.longestSentence).lowercased() + "\n"
    addToText(sentence)
  }

  private static func singleLine(_ sentence: String) -> String {
    sentence.prefix(UpstreamError.longestMessage * 2).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
}

// MARK: - When to come back

extension ErrorReport {
  /// When the backend asked to be tried again, in seconds, where its words say so.
  var retryDelay: Int? { namedDelay ?? RetryAfter.seconds(saidIn: text) }

  /// The same, where words or what is told of a limit say so. Moments are taken against the time of the answer itself.
  ///
  /// - Parameter fields: the answer's, in which `retry-after` is not looked for.
  func retryAfter(sentWith fields: HTTPFields) -> Int? {
    if let delay = retryDelay ?? RetryAfter.seconds(in: innerFields) { return delay }
    guard let now = fields.sentAt else { return nil }
    let reset = [fields, innerFields].lazy.compactMap {
      RateLimitReading($0, at: now).exhaustedUntil(at: now)
    }.first
    return RetryAfter.seconds(from: now, to: reset ?? ResetTime.milliseconds(saidIn: text))
  }
}
