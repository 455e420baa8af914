import Conversations
import Tokens
import Wire

/// What is said beside the conversation: it is forwarded once, behind the messages that were there when it was new.
extension Intake {
  /// Takes in messages that come and go by nature. Those of the request before are known, whether or not they are still
  /// forwarded.
  mutating func takePassing(
    _ known: [Int], _ incoming: Incoming, behind count: Int, counting counter: inout PromptCounter
  ) {
    var seen = state.passing
    state.passing = [:]
    func isNew(_ name: Fingerprint, _ state: inout ContextState) -> Bool {
      state.passing[name, default: 0] += 1
      guard let times = seen[name], times > 0 else { return true }
      seen[name] = times - 1
      return false
    }
    let items = known.map { index in
      let message = draft.request.messages[index]
      return Incoming.Item(index: index, message: message, parts: draft.parts(message.source))
    }
    let anchors = known.map { _ in state.records.count - 1 } + incoming.passing.map { count + $0.behind - 1 }
    for (item, anchor) in zip(items + incoming.passing.map(\.item), anchors) {
      passingTokens += tokens(ofOriginal: item, counting: &counter)
      guard isNew(item.message.fingerprint, &state) else { continue }
      note(item.message, item.parts, behind: anchor, counting: &counter)
    }
  }

  private mutating func note(
    _ message: Message, _ parts: [ContentPart], behind anchor: Int, counting counter: inout PromptCounter
  ) {
    let said = ToolResult(callID: "", parts: parts, isError: false).text
    guard !said.isEmpty else { return }
    let text = Reminders.isReminder(said) ? said : "<system-reminder>\n\(said)\n</system-reminder>"
    let kind = Reminders.kind(of: text)
    let name = Fingerprint(of: Array(text.utf8))
    guard reminders[kind] != name else { return }
    reminders[kind] = name
    add(text, on: .reminder(kind), behind: anchor, counting: &counter)
  }

  /// Says so where the client's last message says nothing, or only what it has said before: the assistant's words before
  /// it must not become the last.
  mutating func closeSilence(counting counter: inout PromptCounter) {
    let last = state.records.count - 1
    guard !endsWithAssistant else { return }
    let newest = state.held.last(where: \.isForwarded)
    if newest.map({ $0.record < last }) ?? true {
      guard !state.notes.contains(where: { $0.anchor == last && $0.subject == .message }) else { return }
      add("[ctxgw: a message without text]", on: .message, behind: last, counting: &counter)
    } else if case .assistant = newest?.role, !state.notes.contains(where: { $0.anchor == last }) {
      add("[ctxgw: the same reminder as before]", on: .message, behind: last, counting: &counter)
    }
  }

  private var endsWithAssistant: Bool {
    if case .assistant = draft.request.messages.last?.role { true } else { false }
  }

  /// Tells the model what has changed in the system prompt, which itself stays as it is until the next epoch.
  mutating func tell(_ change: String, counting counter: inout PromptCounter) {
    add(change, on: .system, behind: state.records.count - 1, counting: &counter)
  }

  /// Adds a note where it parts no call from its result and does not become the last word after the assistant's; if there
  /// is no such place, it is left out.
  mutating func add(
    _ text: String, on subject: ContextNote.Subject, behind anchor: Int, counting counter: inout PromptCounter
  ) {
    guard let anchor = state.settled(anchor, endsWithAssistant) else { return }
    state.notes.append(
      ContextNote(
        anchor: anchor, subject: subject, text: text, tokens: counter.count(text), turn: state.turn))
  }
}

extension ContextState {
  /// The first record from one on behind which a text of the user's can stand; nil when there is none. What the assistant
  /// says in a row is its message to the model, however many messages the client makes of it.
  fileprivate func settled(_ anchor: Int, _ endsWithAssistant: Bool) -> Int? {
    guard anchor >= 0 else { return -1 }
    var waiting: Set<String> = []
    for message in held.drop(while: { $0.record < beginningOfTurn(of: anchor) }) {
      for part in message.parts where part.isForwarded {
        if part.kind == .call { waiting.insert(part.name) }
        if part.kind == .result { waiting.remove(part.name) }
      }
      guard message.record >= anchor, waiting.isEmpty, !isGoneOnFrom(message.record) else { continue }
      let isLastWord = endsWithAssistant && message.record == records.count - 1
      return isLastWord ? nil : message.record
    }
    return nil
  }

  /// Whether the assistant has said this and goes on to say the next.
  private func isGoneOnFrom(_ record: Int) -> Bool {
    records[record...].prefix(2).count { $0.role == .assistant } == 2
  }
}
