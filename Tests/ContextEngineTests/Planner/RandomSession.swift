import TestKit

/// A session such as agents have, and sometimes such as nobody has: random, from a seed. It is asked for one request after another.
struct RandomSession {
  /// What a request is like.
  struct Request {
    var script: Script
    var hand: Script.Hand
    /// Whether the client went back, or shows results again that it had shortened, so that the prompt may not begin with
    /// the one before.
    var isRewound = false
    /// Whether the last message is the assistant's.
    var endsWithAssistant: Bool { script.lines.last?.role == "assistant" }
    /// Whether calls may be left for which the next request brings results.
    var isOpen: Bool { script.lines.last { $0.role != "system" }?.role == "assistant" }
    /// Whether the last message says something.
    var endsWithText: Bool {
      script.lines.last?.blocks.contains { if case .text = $0 { true } else { false } } ?? false
    }
  }

  private var random: SeededGenerator
  private var script = Script()
  /// The length of an ordinary result, in words.
  private let usual: Int
  private let isWellFormed: Bool
  private let changesTools: Bool
  private let rewinds: Bool
  private var calls = 0
  private var shortened = 0
  /// Notes that are there for one request only.
  private var passing: [(place: Int, line: Script.Line)] = []

  /// - Parameters:
  ///   - usual: the length of an ordinary result, in words.
  init(seed: UInt64, usual: Int) {
    random = SeededGenerator(seed: seed)
    self.usual = usual
    isWellFormed = Int.random(in: 0..<3, using: &random) > 0
    changesTools = random.once(in: 4)
    rewinds = random.once(in: 3)
    var first: [Script.Block] = [.text("Task: " + words(random.once(in: 8) ? usual * 6 : usual / 2))]
    if random.once(in: 3) { first.insert(.text(reminder("claudeMd " + words(usual))), at: 0) }
    script.lines = [Script.Line(role: "user", blocks: first)]
    if !isWellFormed, random.once(in: 4) { script.lines.insert(assistant([]), at: 0) }
  }

  /// The next request.
  mutating func next() -> Request {
    var request = Request(script: script, hand: Script.Hand())
    if script.lines.count > 1 || random.once(in: 2) { request.isRewound = advance() }
    request.script = written()
    request.hand = Script.Hand(
      usesLists: !random.once(in: 3), marksCache: random.once(in: 2), reversesKeys: random.once(in: 3),
      shortensBefore: shortened)
    return request
  }

  // MARK: What happens

  /// Goes on by some steps; tells whether the prompt may differ from the one before.
  private mutating func advance() -> Bool {
    var isRewound = false
    if rewinds, random.once(in: 6), script.lines.count > 3 {
      let users = script.lines.indices.dropFirst().filter {
        script.lines[$0].role == "user"
          && script.lines[$0].blocks.contains { if case .text = $0 { true } else { false } }
      }
      if let place = users.randomElement(using: &random) {
        script.lines.removeSubrange(place...)
        if script.lines.last?.role != "user" || random.once(in: 2) {
          script.lines.append(user([.text(words(8))]))
        }
        isRewound = true
        shortened = min(shortened, script.lines.count)
      }
    }
    for _ in 0..<(random.once(in: 10) ? 4 : 1) { addStep() }
    if random.once(in: 12) {
      let place = script.lines.count * 2 / 3
      if place < shortened { isRewound = true }
      shortened = place
    }
    if changesTools, random.once(in: 5) { changeTools() }
    if random.once(in: 15) {
      script.system += random.once(in: 3) ? "\n" + words(40) : "\nToday is \(script.lines.count)."
    }
    return isRewound
  }

  private mutating func changeTools() {
    if script.tools.count > 4, random.once(in: 2) {
      script.tools.remove(at: Int.random(in: 2..<script.tools.count, using: &random))
    } else {
      script.tools.append("Extra\(script.lines.count)")
    }
  }

  private mutating func addStep() {
    var said: [Script.Block] = []
    if random.once(in: 3) { said.append(.thinking(words(10))) }
    if random.once(in: 2) { said.append(.text(words(random.once(in: 10) ? usual : 10))) }
    let count = random.once(in: 3) ? Int.random(in: 2...4, using: &random) : 1
    var results: [Script.Block] = []
    for _ in 0..<count where !random.once(in: 6) {
      let id = nextID()
      said.append(call(id))
      if isWellFormed || !random.once(in: 8) { results.append(result(id)) }
    }
    script.lines.append(assistant(said))
    if !isWellFormed, random.once(in: 10) { script.lines.append(assistant([.text(words(4))])) }
    if !isWellFormed, random.once(in: 8) { results.append(result("toolu_nobody\(calls)")) }
    if random.once(in: 4) || results.isEmpty {
      results.append(.text(words(random.once(in: 12) ? usual * 3 : 12)))
    }
    if random.once(in: 20) { results.append(.picture) }
    if !isWellFormed, random.once(in: 12) { results = [] }
    if !isWellFormed, random.once(in: 14) { return }
    if !isWellFormed, results.count > 1, random.once(in: 8) {
      script.lines.append(user([results.removeFirst()]))
    }
    script.lines.append(user(results))
  }

  /// The script with what is said beside it.
  private mutating func written() -> Script {
    var script = script
    if random.once(in: 5), script.lines.last?.role == "user" {
      passing.append((script.lines.count, Script.Line(role: "system", blocks: [.text("nudge " + words(6))])))
    }
    if random.once(in: 6) { passing.removeAll() }
    if random.once(in: 3), let last = script.lines.indices.last, script.lines[last].role == "user",
      !script.lines[last].blocks.isEmpty
    {
      script.lines[last].blocks.append(.text(reminder("date " + words(3))))
    }
    for (place, line) in passing.reversed() where place <= script.lines.count {
      script.lines.insert(line, at: place)
    }
    return script
  }

  // MARK: What is said

  private mutating func nextID() -> String {
    calls += 1
    return !isWellFormed && random.once(in: 20) ? "toolu_1" : "toolu_\(calls)"
  }

  private mutating func call(_ id: String) -> Script.Block {
    switch Int.random(in: 0..<8, using: &random) {
    case 0...2: return .call(id: id, name: "Read", input: [("file_path", path()), ("limit", "100")])
    case 3:
      return .call(
        id: id, name: "Edit",
        input: [("file_path", path()), ("old_string", words(usual / 2)), ("new_string", words(usual / 2))])
    case 4:
      return .call(id: id, name: "Write", input: [("file_path", path()), ("content", words(usual * 2))])
    case 5: return .call(id: id, name: "TodoWrite", input: [("text", words(10))])
    case 6: return .call(id: id, name: "Grep", input: [("pattern", words(1)), ("path", path())])
    default: return .call(id: id, name: "Bash", input: [("command", "go test ./" + words(1))])
    }
  }

  private mutating func result(_ id: String) -> Script.Block {
    let length =
      random.once(in: 15)
      ? usual * 20 : random.once(in: 4) ? usual * 3 : Int.random(in: 0...usual, using: &random)
    return .result(id: id, text: lines(length), isError: random.once(in: 9))
  }

  private mutating func path() -> String {
    "src/" + ["a", "b", "store", "main"].randomElement(using: &random)! + ".go"
  }

  private func reminder(_ text: String) -> String { "<system-reminder>\n\(text)\n</system-reminder>" }

  private mutating func words(_ count: Int) -> String {
    (0..<max(count, 1)).map { _ in Self.vocabulary.randomElement(using: &random)! }.joined(separator: " ")
  }

  private mutating func lines(_ count: Int) -> String {
    (0..<count).map { _ in Self.vocabulary.randomElement(using: &random)! + (random.once(in: 6) ? "\n" : " ")
    }.joined()
  }

  private static let vocabulary = [
    "func", "error:", "return", "store.go:88", "the", "a", "value", "{", "}", "0x3f", "naïve", "日本",
    "if err != nil", "\\n",
    "\"quoted\"", "index", "1234", "😀", "TODO", "path/to/file",
  ]

  private func assistant(_ blocks: [Script.Block]) -> Script.Line {
    Script.Line(role: "assistant", blocks: blocks)
  }

  private func user(_ blocks: [Script.Block]) -> Script.Line { Script.Line(role: "user", blocks: blocks) }
}
