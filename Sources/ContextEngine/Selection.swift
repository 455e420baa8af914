import Conversations
import Tokens

/// Which calls before the protected steps stay with their results: as many as there is room for, best first.
struct Selection {
  /// The arguments with which a call stays, where they are not the client's.
  struct Input {
    let text: String
    let tokens: Int
  }

  /// What a line of the digest takes, in tokens; measured.
  private static let tokensPerLine = 10
  /// An edit is as useful as a read a third as old: it is short, and says what the file holds now.
  private static let worthOfEdit = 3
  /// What calls that must not be taken away may take, of the span; beyond it they are calls like others.
  private static let protectedShare = 0.1

  private struct Candidate {
    let unit: Steps.Unit
    let isProtected: Bool
    /// How long ago it was, in steps, weighed by its use.
    let age: Int
  }

  /// The arguments of calls that stay but are shortened.
  private(set) var shortened: [Steps.Unit.Place: Input] = [:]

  private let state: ContextState
  private let readings: [[ContentPart]]
  private let settings: ContextSettings
  private let size: PromptSize
  private let room: Int
  private let candidates: [Candidate]

  /// What could stay of the steps before one.
  init(
    of steps: Steps, before tail: Int, in state: ContextState, _ readings: [[ContentPart]],
    _ settings: ContextSettings, _ size: PromptSize
  ) {
    self.state = state
    self.readings = readings
    self.settings = settings
    self.size = size
    let old = steps.units.filter { $0.step < tail }
    let messages = steps.all[..<tail].flatMap(\.messages)
    let leaving = messages.reduce(0) { $0 + size.tokens(of: state.held[$1]) }
    let heard = messages.reduce(0) { $0 + state.held[$1].humanTokens }
    let lines = settings.strategy == .summarizeAndSlide ? Self.tokensPerLine * old.count : 0
    room =
      size.lowWater(of: state, settings) - (size.tokens(of: state) - leaving) - lines
      - min(heard, Int(settings.userQuota * Double(state.terms.span)))
    let protected = ProtectedCalls(in: steps.units, of: state, settings)
    candidates = old.compactMap { unit in
      let isProtected = protected.contains(unit)
      let age = (steps.all.last?.number ?? 0) - steps.all[unit.step].number + 1
      switch unit.use.kind {
      case .edit, .write: return Candidate(unit: unit, isProtected: isProtected, age: age)
      case .read, .question:
        return Candidate(unit: unit, isProtected: isProtected, age: age * Self.worthOfEdit)
      default: return isProtected ? Candidate(unit: unit, isProtected: true, age: age) : nil
      }
    }
  }

  /// The calls that stay.
  mutating func kept(counting counter: inout PromptCounter) -> Set<Steps.Unit.Place> {
    var kept: Set<Steps.Unit.Place> = []
    var room = room
    var protectedRoom = Int(Self.protectedShare * Double(state.terms.span))
    let order = candidates.indices.sorted {
      let (one, other) = (candidates[$0], candidates[$1])
      if one.isProtected != other.isProtected { return one.isProtected }
      return (one.age, -$0) < (other.age, -$1)
    }
    for candidate in order.map({ candidates[$0] }) {
      let tokens = cost(of: candidate.unit, counting: &counter)
      guard tokens <= room, !candidate.isProtected || tokens <= protectedRoom else { continue }
      room -= tokens
      if candidate.isProtected { protectedRoom -= tokens }
      kept.insert(candidate.unit.call)
    }
    return kept
  }

  /// What a call takes with its result, its arguments shortened where that loses nothing.
  private mutating func cost(of unit: Steps.Unit, counting counter: inout PromptCounter) -> Int {
    var call = state.held[unit.call.message].parts[unit.call.part]
    if canLoseOldText(unit, call), let input = input(of: unit) {
      let tokens = counter.count(unit.use.name, as: .json) + counter.count(input, as: .json)
      if tokens < call.tokens {
        shortened[unit.call] = Input(text: input, tokens: tokens)
        call.replace(by: input, as: .capped, tokens: tokens, turn: state.turn)
      }
    }
    let result = unit.result.map { size.tokens(of: state.held[$0.message].parts[$0.part]) } ?? 0
    return size.tokens(of: call) + result + size.aroundMessage
  }

  /// Whether the text that an edit has replaced is in no file any more.
  private func canLoseOldText(_ unit: Steps.Unit, _ call: HeldPart) -> Bool {
    guard case .edit = unit.use.kind, case .keep = call.edit else { return false }
    return unit.result.map { !state.held[$0.message].parts[$0.part].isFailure } ?? false
  }

  private func input(of unit: Steps.Unit) -> String? {
    guard case .toolCall(let call) = readings[unit.call.message][unit.call.part] else { return nil }
    return StubText.edit(of: call)
  }
}

/// Calls whose results are not to be taken away.
struct ProtectedCalls {
  private let state: ContextState
  private let excluded: [String]
  /// The newest plan of what is to be done; older ones are superseded by it.
  private let newestPlan: Steps.Unit.Place?
  /// The newest failing run of each command that has not succeeded since.
  private var failures: Set<Steps.Unit.Place> = []

  init(in units: [Steps.Unit], of state: ContextState, _ settings: ContextSettings) {
    self.state = state
    excluded = settings.excludedTools
    newestPlan = units.last { if case .todo = $0.use.kind { true } else { false } }?.call
    var isSettled: Set<String> = []
    for unit in units.reversed() {
      guard let command = unit.use.command, isSettled.insert(command).inserted else { continue }
      if isFailure(unit) { failures.insert(unit.call) }
    }
  }

  private func isFailure(_ unit: Steps.Unit) -> Bool {
    unit.result.map { state.held[$0.message].parts[$0.part].isFailure } ?? false
  }

  /// Whether a call is one of them.
  func contains(_ unit: Steps.Unit) -> Bool {
    unit.call == newestPlan || failures.contains(unit.call) || excluded.contains(unit.use.name)
      || unit.result.map { state.held[$0.message].parts[$0.part].guardedUntil > state.epochs } ?? false
  }
}
