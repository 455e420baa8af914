import Conversations
import Dialects
import TestKit
import Testing
import Tokens

@testable import ContextEngine

/// One session, planned request by request.
struct SessionRun: ~Copyable {
  private var session: RandomSession
  private var bench: Bench
  private var random: SeededGenerator
  private var exact: PromptCounter
  /// How many requests were planned.
  private(set) var planned = 0
  /// The request before, as each backend got it; nil where the next need not begin with it.
  private var earlier: [Prompt]?
  /// What became of each part, and how often it has changed.
  private var forms: [Place: (edit: ContextPlan.PartEdit, changes: Int)] = [:]
  private var complaints: [String] = []

  private struct Place: Hashable {
    let record: Int
    let part: Int
  }

  /// Backends of all dialects.
  private static let backends: [any BackendDialect] = [
    OpenAIChat(), OllamaChat(), AnthropicMessages(), OpenAIResponses(), GeminiGenerate(),
  ]

  init(seed: UInt64, client: ScriptedClient) throws {
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
    bench.client = client
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
    if turn.report.sentTokens > bench.budget.limit { complain(number, "\(turn.report.sentTokens) planned") }
    let prompts = try Self.backends.map { try turn.prompt(in: $0) }
    let isNew = turn.report.epoch != nil || request.isRewound
    for (index, prompt) in prompts.enumerated() {
      let name = Self.backends[index].name.rawValue
      // Counting takes longer than all else: local models' prompts are counted, and one other in turn.
      let isCounted = index == 0 || index == number % prompts.count
      for complaint in prompt.complaints + (isCounted ? overflow(of: prompt, turn.report) : []) {
        complain(number, "\(name): \(complaint)")
      }
      if !isNew, let earlier = earlier?[index], !prompt.goesOn(from: earlier) {
        complain(number, "\(name) broke: \(prompt.difference(from: earlier))")
      }
    }
    checkEnd(of: prompts[0], request, number)
    checkChanges(of: turn.planned.state, isNew: request.isRewound || turn.report.epoch == .rewound, number)
    earlier = request.isOpen ? nil : prompts
  }

  private mutating func overflow(of prompt: Prompt, _ report: ContextReport) -> [String] {
    let tokens = prompt.tokens(by: &exact)
    let most = min(bench.budget.limit, report.sentTokens) + bench.budget.margin
    return tokens > most ? ["\(tokens) tokens, planned \(report.sentTokens)"] : []
  }

  private mutating func checkEnd(of prompt: Prompt, _ request: RandomSession.Request, _ number: Int) {
    let isAssistantLast = prompt.roles.last == "assistant"
    // Of the assistant's last words calls without results are no words.
    let canDiffer = request.endsWithAssistant && !request.endsWithText
    if isAssistantLast != request.endsWithAssistant, !canDiffer {
      complain(number, "ends with \(prompt.roles.last ?? "")")
    }
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
