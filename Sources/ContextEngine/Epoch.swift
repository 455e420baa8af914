import Conversations
import Tokens
import Wire

/// Makes a prompt anew from its front: one deep change instead of many small ones, because a change of the front costs the
/// server the same however much is taken away.
///
/// The newest steps stay as they are. Of the steps before them only calls that read or change files stay, with their
/// results, the newest first, as far as there is room up to the low-water mark: they are what later edits are made
/// from. What leaves is put down in the log, with what the user said.
struct Epoch {
  /// What is cut.
  var state: ContextState
  /// What has left, for whoever writes digests; empty when nothing has.
  private(set) var removed = RemovedTranscript()

  let settings: ContextSettings
  let size: PromptSize
  /// What the dialect reads of the messages that are held.
  private(set) var readings: [[ContentPart]]

  /// An epoch of a state under new terms.
  init(of state: ContextState, _ draft: ContextDraft, settings: ContextSettings, size: PromptSize) {
    self.state = state
    self.settings = settings
    self.size = size
    readings = state.held.map { $0.read(draft.parts) }
  }

  /// How much is taken, from what usually suffices to what is still a conversation.
  private enum Depth: CaseIterable {
    case usual
    /// Nothing of the steps before the protected ones.
    case tail
    /// Nothing but the newest step.
    case newestStep
  }

  /// Cuts.
  ///
  /// - Parameter digests: digests a model has written, by the name of what they stand for.
  mutating func run(digests: [Fingerprint: String], counting counter: inout PromptCounter) {
    clear(digests, counting: &counter)
    capTask(toTokens: Int(settings.taskQuota * Double(state.terms.span)), counting: &counter)
    if settings.strategy == .strip { return strip(counting: &counter) }
    let start = self
    for depth in Depth.allCases {
      self = start
      slide(depth, counting: &counter)
      if size.tokens(of: state) <= state.terms.limit { return }
    }
    shrink(counting: &counter)
  }

  /// What is no longer needed once the front changes anyway: notes and reminders that later ones supersede, changes of a
  /// system prompt that is now sent as it is.
  private mutating func clear(_ digests: [Fingerprint: String], counting counter: inout PromptCounter) {
    state.log.use(digests, turn: state.turn, counting: &counter)
    state.dropSupersededNotes()
  }

  /// Cuts the first task and the client's notes in it.
  mutating func capTask(toTokens cap: Int, counting counter: inout PromptCounter) {
    guard let place = state.held.firstIndex(where: { $0.record == state.task }) else { return }
    let memory = Int(settings.memoryQuota * Double(state.terms.span))
    for (kind, cap) in [(HeldPart.Kind.text, cap), (.reminder, min(memory, cap))] {
      let parts = state.held[place].parts.indices.filter { part in
        state.held[place].parts[part].kind == kind && state.held[place].parts[part].isForwarded
      }
      let level = WaterLevel.level(of: parts.map { state.held[place].parts[$0].tokens }, into: cap)
      for part in parts {
        guard case .text(let text) = readings[place][part] else { continue }
        state.held[place].parts[part].cap(text, toTokens: level, turn: state.turn, counting: &counter)
      }
    }
  }

  // MARK: Stripping

  /// Results and bulky arguments before the protected steps become notes; messages stay.
  private mutating func strip(counting counter: inout PromptCounter) {
    let steps = Steps(of: state, readings)
    let tail = tailStart(steps, share: settings.protectedTail)
    for unit in steps.units where unit.step < tail && !settings.excludedTools.contains(unit.use.name) {
      if case .toolCall(let call) = readings[unit.call.message][unit.call.part] {
        state.held[unit.call.message].parts[unit.call.part].stub(call, turn: state.turn, counting: &counter)
      }
      guard let place = unit.result, case .toolResult(let result) = readings[place.message][place.part] else {
        continue
      }
      state.held[place.message].parts[place.part].stub(
        result, of: unit.use, turn: state.turn, counting: &counter)
    }
  }

  // MARK: Sliding

  private mutating func slide(_ depth: Depth, counting counter: inout PromptCounter) {
    let steps = Steps(of: state, readings)
    let tail = tailStart(steps, share: depth == .newestStep ? 0 : settings.protectedTail)
    guard tail > 0 else { return }
    var selection = Selection(of: steps, before: tail, in: state, readings, settings, size)
    let kept = depth == .usual ? selection.kept(counting: &counter) : []
    leave(steps, before: tail, keeping: kept, counting: &counter)
    for unit in steps.units where kept.contains(unit.call) {
      guard let input = selection.shortened[unit.call] else { continue }
      state.held[unit.call.message].parts[unit.call.part].replace(
        by: input.text, as: .capped, tokens: input.tokens, turn: state.turn)
    }
    sweep(from: steps.all[tail].messages[0])
  }

  /// The first of the newest steps that together take no more than a share of the span; at least one.
  private func tailStart(_ steps: Steps, share: Double) -> Int {
    var room = Int(share * Double(state.terms.span))
    var start = max(steps.all.count - 1, 0)
    while start > 0 {
      room -= steps.all[start - 1].messages.reduce(0) { $0 + size.tokens(of: state.held[$1]) }
      if room - newestTokens(steps) < 0 { break }
      start -= 1
    }
    return start
  }

  private func newestTokens(_ steps: Steps) -> Int {
    steps.all.last?.messages.reduce(0) { $0 + size.tokens(of: state.held[$1]) } ?? 0
  }

  /// Takes away what is in the steps before one, but for some calls and their results, and writes down what it was.
  private mutating func leave(
    _ steps: Steps, before tail: Int, keeping kept: Set<Steps.Unit.Place>,
    counting counter: inout PromptCounter
  ) {
    var staying = kept
    var leaving: [[Steps.Unit]] = Array(repeating: [], count: tail)
    state.stripped = [:]
    for unit in steps.units where unit.step < tail {
      if kept.contains(unit.call) {
        unit.result.map { _ = staying.insert($0) }
      } else {
        leaving[unit.step].append(unit)
        state.stripped[unit.use.identity] = state.records.count
      }
    }
    var log = LogWriter(
      after: state.log, turn: state.turn, writesDigests: settings.strategy == .summarizeAndSlide)
    for (step, units) in zip(steps.all, leaving) {
      write(step, units, to: &log, counting: &counter)
      for message in step.messages {
        for part in state.held[message].parts.indices
        where !staying.contains(Steps.Unit.Place(message: message, part: part)) {
          state.held[message].parts[part].drop(turn: state.turn)
        }
      }
    }
    log.finish(counting: &counter)
    state.log = log.log
    let span = Double(state.terms.span)
    state.log.index(above: Int(settings.digestQuota * span), turn: state.turn, counting: &counter)
    state.log.trim(.user, to: Int(settings.userQuota * span))
    state.log.announce(turn: state.turn, counting: &counter)
  }

  /// Puts down in the log what a step was.
  private mutating func write(
    _ step: Steps.Step, _ units: [Steps.Unit], to log: inout LogWriter, counting counter: inout PromptCounter
  ) {
    var said: [String] = []
    var heard: [String] = []
    for message in step.messages {
      for (part, content) in readings[message].enumerated() {
        let held = state.held[message].parts[part]
        guard held.isForwarded, held.kind == .text, case .text(let text) = content else { continue }
        if state.held[message].role == .assistant { said.append(text) } else { heard.append(text) }
      }
    }
    log.add(DigestedStep(texts: said, uses: units.map { use(of: $0) }))
    for text in heard { log.add(user: text, counting: &counter) }
    removed.add(step.messages.map { (state.held[$0], readings[$0]) })
  }

  private func use(of unit: Steps.Unit) -> (ToolUse, result: String?, isFailure: Bool) {
    guard let place = unit.result, case .toolResult(let result) = readings[place.message][place.part] else {
      return (unit.use, nil, false)
    }
    return (unit.use, result.text, state.held[place.message].parts[place.part].isFailure)
  }

  /// Forgets messages of which nothing is left, and the notes among them.
  private mutating func sweep(from firstOfTail: Int) {
    let first = state.held[firstOfTail].record
    state.cut = max(state.cut, first)
    state.notes.removeAll { $0.anchor < first }
    let isKept = state.held.map { message in
      message.isForwarded || message.record >= first
    }
    readings = zip(readings, isKept).filter(\.1).map(\.0)
    state.held = zip(state.held, isKept).filter(\.1).map(\.0)
  }
}
