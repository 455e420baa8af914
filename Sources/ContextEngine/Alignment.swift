import Conversations
import Wire

/// How a request goes on from a state: which of its messages were planned before.
struct Alignment {
  /// For each record that the request repeats, from the first on, its place in the request.
  private(set) var places: [Int] = []
  /// The places of messages that come and go by nature, before `firstNew`.
  private(set) var passing: [Int] = []
  /// The first message of the request that is not planned yet.
  private(set) var firstNew = 0
  /// Records that the client sends in a shortened copy, and the copy's name.
  private(set) var aliases: [(record: Int, name: Fingerprint)] = []

  /// Compares a request with a state. Only messages that differ are read.
  init(of request: ChatRequest, with state: ContextState, parts: (JSONValue) -> [ContentPart]) {
    places.reserveCapacity(state.records.count)
    for (index, message) in request.messages.enumerated() {
      guard places.count < state.records.count else { break }
      guard take(message, at: index, state, parts) else { break }
      firstNew = index + 1
    }
  }

  private mutating func take(
    _ message: Message, at index: Int, _ state: ContextState, _ parts: (JSONValue) -> [ContentPart]
  ) -> Bool {
    let record = state.records[places.count]
    if record.isNamed(message.fingerprint) {
      places.append(index)
    } else if message.role == .system || state.passing[message.fingerprint] != nil {
      passing.append(index)
    } else {
      let read = parts(message.source)
      if message.isPassing(read) {
        passing.append(index)
      } else if record.isShortened(in: message, read) {
        aliases.append((places.count, message.fingerprint))
        places.append(index)
      } else {
        return false
      }
    }
    return true
  }
}

extension Message {
  /// Whether it comes and goes by nature: what the client says beside the conversation, as a system message or as a user
  /// message of nothing but reminders.
  func isPassing(_ parts: [ContentPart]) -> Bool {
    switch role {
    case .system: true
    case .assistant, .tool: false
    case .user: !parts.isEmpty && parts.allSatisfy { $0.isReminder }
    }
  }
}

extension ContentPart {
  /// Whether it is a note of the client's among what the user says.
  var isReminder: Bool {
    if case .text(let text) = self { Reminders.isReminder(text) } else { false }
  }
}
