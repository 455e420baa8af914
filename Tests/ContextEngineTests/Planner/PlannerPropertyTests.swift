import Conversations
import Dialects
import TestKit
import Testing
import Tokens
import Wire

@testable import ContextEngine

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What holds for every request of every session, whatever clients make of it. `CTXGW_SOAK` gives the number of requests.
@Suite("planning any session")
struct PlannerPropertyTests {
  /// A session to be played alone, by the seed that a failure names.
  private static let session = getenv("CTXGW_SESSION").flatMap { UInt64(String(cString: $0)) }
  /// Requests in `make test`, by two workers.
  private static let requests = getenv("CTXGW_SOAK").flatMap { Int(String(cString: $0)) } ?? 10_000

  @Test(arguments: 0..<2)
  func `every forwarded prompt fits, is valid, and begins with the one before`(worker: Int) throws {
    var seeds = SeededGenerator(for: "PlannerPropertyTests \(worker)")
    var planned = 0
    if let session = Self.session {
      return worker == 0 ? try play(session, &planned) : ()
    }
    while planned < Self.requests / 2 { try play(seeds.next(), &planned) }
  }

  /// A last message that only repeats a reminder; results without calls that took all the room; tools that left none.
  @Test(arguments: [
    9_478_301_762_318_119_963, 14_153_408_458_601_761_543, 4_096_729_151_438_219_221,
    13_737_586_986_588_327_323 as UInt64,
  ])
  func `sessions that went wrong once`(seed: UInt64) throws {
    var planned = 0
    try play(seed, &planned)
  }

  private func play(_ seed: UInt64, _ planned: inout Int) throws {
    var run = try SessionRun(seed: seed)
    let complaints = try run.play()
    planned += run.planned
    try #require(complaints.isEmpty, "session \(seed): \(complaints.joined(separator: "\n"))")
  }
}

/// One session, planned request by request.
struct SessionRun: ~Copyable {
  private var session: RandomSession
  private var bench: Bench
  private var random: SeededGenerator
  private var exact: PromptCounter
  /// How many requests were planned.
  private(set) var planned = 0
  private var earlier: (chat: Prompt, anthropic: Prompt)?
  /// What became of each part, and how often it has changed.
  private var forms: [Place: (edit: ContextPlan.PartEdit, changes: Int)] = [:]
  private var complaints: [String] = []

  private struct Place: Hashable {
    let record: Int
    let part: Int
  }

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed &+ 1)
    // Small windows are cut most often, and soonest.
    let window =
      switch Int.random(in: 0..<400, using: &random) {
      case 0: Int.random(in: 40_000...200_000, using: &random)
      case 1..<30: Int.random(in: 4_096...40_000, using: &random)
      default: Int.random(in: 1_500...4_096, using: &random)
      }
    session = RandomSession(seed: seed, usual: max(8, window / 120))
    bench = Bench(window: window, reserve: window / 8)
    bench.settings.strategy = random.once(in: 5) ? .slide : .summarizeAndSlide
    if random.once(in: 2) { bench.rule = .exact(.cl100k) }
    bench.traits.acceptsImages = random.once(in: 2)
    exact = PromptCounter(
      try TestVocabulary.counter(.exact(.o200k)),
      template: .unknown, images: .flat(1_600))
  }

  /// Plays the session; tells what was wrong.
  mutating func play() throws -> [String] {
    for number in 0..<Int.random(in: 4...14, using: &random) {
      let request = session.next()
      let hints = ContextHints(isCacheCold: random.once(in: 10), hasOverflowed: random.once(in: 40))
      let before = bench.state
      do throws(any Error) {
        let turn = try bench.plan(request.script, request.hand, hints: hints)
        planned += 1
        try check(turn, request, number)
        try checkDeterminism(turn, request, hints, before)
      } catch let overflow as ContextOverflow {
        planned += 1
        complain(number, "overflow \(overflow)")
      }
      if !complaints.isEmpty { return complaints }
    }
    return complaints
  }

  private mutating func complain(_ number: Int, _ text: String) {
    complaints.append("request \(number): \(text)")
  }

  private mutating func check(_ turn: Turn, _ request: RandomSession.Request, _ number: Int) throws {
    let chat = try turn.chat
    let anthropic = try turn.anthropic
    for complaint in chat.complaintsAsChat { complain(number, "chat: \(complaint)") }
    for complaint in anthropic.complaintsAsAnthropic { complain(number, "anthropic: \(complaint)") }
    let tokens = chat.tokens(by: &exact)
    let most = bench.budget.limit + bench.budget.margin
    if tokens > most { complain(number, "\(tokens) tokens > \(most)") }
    if turn.report.sentTokens > bench.budget.limit { complain(number, "\(turn.report.sentTokens) planned") }
    if tokens > turn.report.sentTokens + bench.budget.margin {
      complain(number, "\(tokens) tokens, planned \(turn.report.sentTokens)")
    }
    let isAssistantLast = anthropic.roles.last == "assistant"
    // Of the assistant's last words calls without results are no words.
    let canDiffer = request.endsWithAssistant && !request.endsWithText
    if isAssistantLast != request.endsWithAssistant, !canDiffer {
      complain(number, "ends with \(anthropic.roles.last ?? "")")
    }
    if let earlier, turn.report.epoch == nil, !request.isRewound {
      if !chat.goesOn(from: earlier.chat) {
        complain(number, "chat broke: \(chat.difference(from: earlier.chat))")
      }
      if !anthropic.goesOn(from: earlier.anthropic) { complain(number, "anthropic broke") }
    }
    checkChanges(of: turn.planned.state, isNew: request.isRewound || turn.report.epoch == .rewound, number)
    earlier = request.isOpen ? nil : (chat, anthropic)
  }

  /// A part is forwarded in one form, at most in one other, and then not at all.
  private mutating func checkChanges(of state: ContextState, isNew: Bool, _ number: Int) {
    if isNew { forms = [:] }
    var now: [Place: ContextPlan.PartEdit] = [:]
    for message in state.held {
      for (part, held) in message.parts.enumerated() {
        now[Place(record: message.record, part: part)] = held.edit
      }
    }
    for (place, form) in forms {
      let edit = now[place] ?? .drop
      if edit != form.edit { forms[place] = (edit, form.changes + 1) }
      if form.changes + 1 > 2, edit != form.edit {
        complain(number, "\(place) changes for the third time: \(form.edit) to \(edit)")
      }
    }
    for (place, edit) in now where forms[place] == nil { forms[place] = (edit, 0) }
    forms = forms.filter { $0.key.record < state.records.count }
  }

  private mutating func checkDeterminism(
    _ turn: Turn, _ request: RandomSession.Request, _ hints: ContextHints, _ before: ContextState?
  ) throws {
    guard random.once(in: 4) else { return }
    var other = bench
    other.state = try before.map { try #require(ContextState(decoding: $0.encoded())) }
    let again = try other.plan(request.script, request.hand, hints: hints)
    if again.planned.plan != turn.planned.plan { complain(planned, "another plan after a restart") }
    if again.planned.state.encoded() != turn.planned.state.encoded() {
      complain(planned, "another state after a restart")
    }
    if again.report != turn.report { complain(planned, "another report after a restart") }
  }
}

extension Prompt {
  /// Its tokens by a counter that the planner does not use: of what a template makes of chat completions.
  func tokens(by counter: inout PromptCounter) -> Int {
    let tools = body["tools"].map { Array($0.elements) } ?? []
    var total = counter.template.tokens(messages: messages.count, tools: tools.count)
    for tool in tools { total += counter.count(String(decoding: tool.bytes, as: UTF8.self), as: .json) }
    for message in messages {
      total += Self.tokens(of: message["content"], by: &counter)
      for call in message["tool_calls"].map({ Array($0.elements) }) ?? [] {
        total += counter.count(call["function"]?["name"]?.string ?? "", as: .json)
        total += counter.count(call["function"]?["arguments"]?.string ?? "", as: .json)
      }
    }
    return total
  }

  private static func tokens(of content: JSONValue?, by counter: inout PromptCounter) -> Int {
    if let text = content?.string { return counter.count(text) }
    return (content.map { Array($0.elements) } ?? []).reduce(0) { total, part in
      total + (part["text"]?.string.map { counter.count($0) } ?? 1_600)
    }
  }

  /// Where two prompts part, for people.
  func difference(from earlier: Prompt) -> String {
    let same = zip(bytes, earlier.bytes).prefix { $0 == $1 }.count
    func around(_ bytes: [UInt8]) -> String {
      String(decoding: bytes[max(0, same - 120)..<min(bytes.count, same + 120)], as: UTF8.self)
    }
    return "at \(same) of \(earlier.bytes.count)\n  before: \(around(earlier.bytes))\n  now: \(around(bytes))"
  }
}
