import Conversations

/// The units in which a conversation is cut.
///
/// A step is what the assistant says and calls, with everything until it speaks again: results and what the user says.
struct Steps {
  /// A step.
  struct Step {
    /// Its messages, as places among those that are held.
    var messages: [Int]
    /// How many steps of the conversation there are up to it.
    var number: Int
  }

  /// A call with its result: one never stays without the other.
  struct Unit {
    /// A part of a message that is held.
    struct Place: Hashable {
      let message: Int
      let part: Int
    }

    /// The step it belongs to, as a place among the steps.
    let step: Int
    let call: Place
    let result: Place?
    let use: ToolUse
  }

  /// The steps that are held, oldest first; the first task belongs to none.
  private(set) var all: [Step] = []
  /// The calls in them, oldest first.
  private(set) var units: [Unit] = []

  /// The steps of what is held, and what the dialect reads of it.
  init(of state: ContextState, _ readings: [[ContentPart]]) {
    let numbers = Self.numbers(of: state.records)
    for (place, message) in state.held.enumerated() where message.record != state.task {
      if all.last?.number == numbers[message.record] {
        all[all.count - 1].messages.append(place)
      } else {
        all.append(Step(messages: [place], number: numbers[message.record]))
      }
    }
    for step in all.indices { addUnits(of: step, state, readings) }
  }

  /// For each record the number of its step; 0 before the assistant has spoken.
  private static func numbers(of records: [MessageRecord]) -> [Int] {
    var number = 0
    var isAssistant = false
    return records.map { record in
      if record.role == .assistant, !isAssistant { number += 1 }
      isAssistant = record.role == .assistant
      return number
    }
  }

  private mutating func addUnits(of step: Int, _ state: ContextState, _ readings: [[ContentPart]]) {
    var results: [String: Unit.Place] = [:]
    for message in all[step].messages {
      for (part, held) in state.held[message].parts.enumerated()
      where held.kind == .result && held.isForwarded {
        results[held.name] = Unit.Place(message: message, part: part)
      }
    }
    for message in all[step].messages {
      for (part, content) in readings[message].enumerated() {
        guard case .toolCall(let call) = content, state.held[message].parts[part].isForwarded else {
          continue
        }
        units.append(
          Unit(
            step: step, call: Unit.Place(message: message, part: part), result: results[call.id],
            use: ToolUse(of: call)))
      }
    }
  }
}
