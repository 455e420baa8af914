import Conversations
import Tokens

/// What is done when even the newest step with the task does not fit, in a fixed order, until it does.
extension Epoch {
  private enum Measure: CaseIterable {
    case results, arguments, halfOfUserTexts, userTexts, digest, reminders, notes, task, pictures, texts,
      resultsToLittle, notesToLittle, textsToLittle
  }

  /// The least that is left of a result or a text, and what it comes to when nothing else helps, in tokens.
  private static let least = 256
  private static let little = 48
  /// What is left of the task when there is no room for its quota, in tokens.
  private static let shortTask = 600

  mutating func shrink(counting counter: inout PromptCounter) {
    for measure in Measure.allCases {
      let excess = size.tokens(of: state) - state.terms.limit
      if excess <= 0 { return }
      take(measure, excess: excess, counting: &counter)
    }
  }

  private mutating func take(_ measure: Measure, excess: Int, counting counter: inout PromptCounter) {
    switch measure {
    case .results: capResults(excess: excess, least: Self.least, counting: &counter)
    case .arguments: shortenArguments(counting: &counter)
    case .halfOfUserTexts: state.log.trim(.user, to: state.log.tokens(of: .user) / 2)
    case .userTexts: state.log.trim(.user, to: 0)
    case .digest: state.log.dropDigests()
    case .reminders: dropReminders()
    case .notes: capNotes(least: Self.least, counting: &counter)
    case .task: capTask(toTokens: Self.shortTask, counting: &counter)
    case .pictures: dropPictures(counting: &counter)
    case .texts: capTexts(excess: excess, least: Self.least, counting: &counter)
    case .resultsToLittle: capResults(excess: excess, least: Self.little, counting: &counter)
    case .notesToLittle: capNotes(least: Self.little, counting: &counter)
    case .textsToLittle: capTexts(excess: excess, least: Self.little, counting: &counter)
    }
  }

  private mutating func capResults(excess: Int, least: Int, counting counter: inout PromptCounter) {
    let places = places(of: .result)
    let tokens = places.map { state.held[$0.message].parts[$0.part].tokens }
    let level = max(WaterLevel.level(of: tokens, into: max(0, tokens.reduce(0, +) - excess)), least)
    let uses = uses
    for (place, tokens) in zip(places, tokens) where tokens > level {
      guard case .toolResult(let result) = readings[place.message][place.part] else { continue }
      state.held[place.message].parts[place.part].squeeze(
        result, of: uses[result.callID], toTokens: level, turn: state.turn, counting: &counter)
    }
  }

  private mutating func shortenArguments(counting counter: inout PromptCounter) {
    for place in places(of: .call) {
      guard case .toolCall(let call) = readings[place.message][place.part] else { continue }
      state.held[place.message].parts[place.part].stub(call, turn: state.turn, counting: &counter)
    }
  }

  /// The client's notes, but for those that are all the newest message says: it is what is to be answered.
  private mutating func dropReminders() {
    let newest = state.records.count - 1
    state.notes.removeAll { $0.subject != .message && $0.anchor < newest }
    for place in places(of: .reminder) where state.held[place.message].record < newest {
      state.held[place.message].parts[place.part].drop(turn: state.turn)
    }
  }

  /// Cuts what stands for results whose calls are gone.
  private mutating func capNotes(least: Int, counting counter: inout PromptCounter) {
    state.notes = state.notes.map { note in
      note.tokens > least ? note.capped(toTokens: least, turn: state.turn, counting: &counter) : note
    }
  }

  private mutating func dropPictures(counting counter: inout PromptCounter) {
    for place in places(of: .picture) {
      guard case .image(let media) = readings[place.message][place.part] else { continue }
      let note = MediaNote.image(media, .room)
      state.held[place.message].parts[place.part].replace(
        by: note, as: .stub, tokens: counter.count(note), turn: state.turn)
    }
  }

  private mutating func capTexts(excess: Int, least: Int, counting counter: inout PromptCounter) {
    let places = places(of: .text)
    let tokens = places.map { state.held[$0.message].parts[$0.part].tokens }
    let level = max(WaterLevel.level(of: tokens, into: max(0, tokens.reduce(0, +) - excess)), least)
    for place in places {
      guard case .text(let text) = readings[place.message][place.part] else { continue }
      state.held[place.message].parts[place.part].cap(
        text, toTokens: level, turn: state.turn, counting: &counter)
    }
  }

  private func places(of kind: HeldPart.Kind) -> [Steps.Unit.Place] {
    state.held.indices.flatMap { message in
      state.held[message].parts.indices.compactMap { part in
        let held = state.held[message].parts[part]
        return held.kind == kind && held.isForwarded
          ? Steps.Unit.Place(message: message, part: part) : nil
      }
    }
  }

  /// The calls that are forwarded, by their ids.
  private var uses: [String: ToolUse] {
    var uses: [String: ToolUse] = [:]
    for parts in readings {
      for part in parts { if case .toolCall(let call) = part { uses[call.id] = ToolUse(of: call) } }
    }
    return uses
  }
}
