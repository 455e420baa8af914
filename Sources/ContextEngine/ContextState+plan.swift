import Conversations
import Wire

/// The state as a plan: edits of the request.
extension ContextState {
  /// What is said before a conversation that the assistant begins: models expect the user first.
  private static let beginning = "(The conversation begins with the assistant.)"

  /// The plan for a request.
  ///
  /// - Parameters:
  ///   - places: for each record its place in the request.
  ///   - tokens: what the prompt comes to.
  func plan(for request: ChatRequest, at places: [Int], tokens: Int) -> ContextPlan {
    var messages = [ContextPlan.MessageEdit](repeating: .drop, count: request.messages.count)
    for message in held where message.isForwarded {
      let place = places[message.record]
      messages[place] = message.edit(of: request.messages[place])
    }
    return ContextPlan(
      system: fixed.system, tools: fixed.tools, messages: messages, insertions: insertions(at: places),
      tokens: tokens)
  }

  private func insertions(at places: [Int]) -> [ContextInsertion] {
    var insertions: [ContextInsertion] = []
    let logPlace = task.map { places[$0] } ?? -1
    if beginsWithAssistant { insertions.append(ContextInsertion(place: -1, text: Self.beginning)) }
    insertions += log.map { ContextInsertion(place: logPlace, text: $0.text) }
    insertions += notes.map {
      ContextInsertion(place: $0.anchor < 0 ? -1 : places[$0.anchor], text: $0.text)
    }
    return insertions.enumerated()
      .sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)
  }

  /// Whether the first word would be the assistant's.
  private var beginsWithAssistant: Bool {
    guard let first = held.first(where: \.isForwarded), case .assistant = first.role else { return false }
    let isPreceded =
      notes.contains { $0.anchor < first.record } || !log.isEmpty && (task ?? -1) < first.record
    return !isPreceded
  }
}

extension HeldMessage {
  /// What makes the client's message this one.
  fileprivate func edit(of message: Message) -> ContextPlan.MessageEdit {
    let isSame = message.source.withBytes { Fingerprint(of: $0) } == sourceHash
    let edits = parts.map(\.edit)
    if isSame, edits.allSatisfy({ $0 == .keep }) { return .keep }
    return .edit(EditedMessage(firstSeen: isSame ? nil : source, parts: edits))
  }
}
