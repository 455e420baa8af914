import Wire

/// A session into which facts were planted at fixed depths.
public struct PlantedSession: Sendable {
  /// The session with the facts in it.
  public let session: RecordedSession
  /// The facts.
  public let needles: [Needle]

  /// How many facts are planted.
  private static let count = 40

  /// Plants facts of all kinds by turns, evenly over the session; one that finds no fitting step before the end is left
  /// out. Adds what is to be looked for to `probes`.
  public init(_ recorded: RecordedSession, addingTo probes: inout ProbeList) throws(JSONError) {
    var planting = Planting(recorded)
    let answers = recorded.answers
    var needles: [Needle] = []
    for number in 0..<Self.count {
      let kind = Needle.Kind.allCases[number % Needle.Kind.allCases.count]
      let first = number * answers.count / Self.count
      for step in first..<answers.count {
        if let sown = planting.plant(kind, number: number, behind: answers[step]) {
          needles.append(
            Needle(
              kind: kind, step: step, fact: probes.number(of: sown.fact),
              call: sown.call.map { probes.number(of: $0) }))
          break
        }
      }
    }
    session = try recorded.saying(planting.messages, as: recorded.name)
    self.needles = needles
  }
}

/// Messages while facts are planted in them.
private struct Planting {
  private let session: RecordedSession
  private var additions: [Int: [[UInt8]]] = [:]
  private var lines: [Int: String] = [:]
  private var texts: [Int: [String]] = [:]

  /// What the session calls its shell.
  private let shell: String

  init(_ session: RecordedSession) {
    self.session = session
    let names = session.tools?.elements.compactMap { $0["name"]?.string } ?? []
    shell = names.first { $0.lowercased() == "bash" } ?? "Bash"
  }

  /// Plants a fact into the step of an answer; gives the fact and what names the call that brings it back, or nil when
  /// the step has no place for it.
  mutating func plant(_ kind: Needle.Kind, number: Int, behind answer: Int) -> (fact: String, call: String?)?
  {
    guard answer + 1 < session.messages.count else { return nil }
    let mark = "k\(number)"
    switch kind {
    case .constraint:
      let fact = "the budget of \(mark)_frames must stay below \(4000 + number)"
      texts[answer + 1, default: []].append("One more thing: \(fact).")
      return (fact, nil)
    case .decision:
      let fact = "keep \(mark)_cache in memory because disk was \(number + 3) times slower"
      texts[answer, default: []].append("Decision: \(fact).")
      return (fact, nil)
    case .command:
      return plantCommand(mark, number, answer)
    case .place: return plantLine("internal/\(mark)/handler.go:\(200 + number)", ": unused parameter", answer)
    case .error: return plantLine("error E\(7000 + number): cannot resolve \(mark)Symbol", "", answer)
    case .value: return plantLine("\(mark)_retry_limit = \(90_000 + number)", "", answer)
    }
  }

  private mutating func plantLine(_ fact: String, _ rest: String, _ answer: Int) -> (
    fact: String, call: String?
  )? {
    guard let call = session.messages[answer].firstCall, lines[answer + 1] == nil,
      session.messages[answer + 1].hasResult
    else { return nil }
    lines[answer + 1] = fact + rest
    return (fact, call.identity)
  }

  private mutating func plantCommand(_ mark: String, _ number: Int, _ answer: Int) -> (
    fact: String, call: String?
  )? {
    guard session.messages[answer].firstCall != nil, additions[answer] == nil,
      session.messages[answer + 1].hasResult
    else { return nil }
    let command = "make check-\(mark)"
    let fact = "check-\(mark) failed with status \(300 + number)"
    additions[answer] = [Self.call(of: shell, command, id: "toolu_needle_\(mark)")]
    additions[answer + 1] = [Self.failure(fact, id: "toolu_needle_\(mark)")]
    return (fact, command)
  }

  /// The message objects with all that was planted.
  var messages: [[UInt8]] {
    session.messages.enumerated().map { place, message in
      var writer = JSONWriter()
      writer.beginObject()
      writer.field("role", message["role"]?.string ?? "")
      writer.key("content")
      writer.beginArray()
      for block in blocks(of: message, at: place) { writer.raw(block) }
      writer.endArray()
      writer.endObject()
      return writer.bytes
    }
  }

  /// Results and reasoning come first, calls last.
  private func blocks(of message: JSONValue, at place: Int) -> [[UInt8]] {
    let own = MessageDress.blocks(of: message)
    let leading = own.filter { $0.isType("tool_result") || $0.isType("thinking") }
    let others = own.filter { !$0.isType("tool_result") && !$0.isType("thinking") }
    let isAnswer = message["role"]?.isString("assistant") == true
    let planted = (texts[place] ?? []).map(JSONWriter.textBlock)
    var blocks = leading.map { Array($0.bytes) }
    if let line = lines[place], let result = leading.firstIndex(where: { $0.isType("tool_result") }) {
      blocks[result] = leading[result].result(with: line)
    }
    if !isAnswer { blocks += additions[place] ?? [] }
    if isAnswer { blocks += planted }
    blocks += others.map { $0.string.map(JSONWriter.textBlock) ?? Array($0.bytes) }
    if isAnswer { blocks += additions[place] ?? [] }
    if !isAnswer { blocks += planted }
    return blocks
  }

  private static func call(of tool: String, _ command: String, id: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "tool_use")
    writer.field("id", id)
    writer.field("name", tool)
    writer.key("input")
    writer.beginObject()
    writer.field("command", command)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private static func failure(_ text: String, id: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "tool_result")
    writer.field("tool_use_id", id)
    writer.field("content", text + "\nmake: *** [Makefile:12: check] Error 1")
    writer.field("is_error", true)
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  /// A block of text.
  fileprivate static func textBlock(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "text")
    writer.field("text", text)
    writer.endObject()
    return writer.bytes
  }
}

extension JSONValue {
  /// Whether a block is of a type.
  fileprivate func isType(_ type: StaticString) -> Bool { self["type"]?.isString(type) == true }

  /// The first call of a message object.
  fileprivate var firstCall: JSONValue? { MessageDress.blocks(of: self).first { $0.isType("tool_use") } }

  /// Whether a message object holds the result of a call.
  fileprivate var hasResult: Bool { MessageDress.blocks(of: self).contains { $0.isType("tool_result") } }

  /// What tells a call from others of its tool, in words that a reader would look for: the file, or the beginning of the
  /// command or pattern.
  fileprivate var identity: String? {
    guard let input = self["input"] else { return nil }
    let keys = ["file_path", "path", "filename", "command", "pattern", "query", "file_name", "subject"]
    let named = keys.lazy.compactMap { input.member($0)?.string }.first { !$0.isEmpty }
    return named.flatMap { $0.split(whereSeparator: \.isNewline).first }.map { String($0.prefix(40)) }
  }

  /// A result with a line in the middle of what it says.
  fileprivate func result(with line: String) -> [UInt8] {
    let content = self["content"]
    let text =
      content?.string ?? content?.elements.compactMap { $0["text"]?.string }.joined(separator: "\n") ?? ""
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines.insert(line, at: lines.count / 2)
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in members where !key.isString("content") {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
    writer.field("content", lines.joined(separator: "\n"))
    writer.endObject()
    return writer.bytes
  }
}
