/// A message of a sample, in no dialect.
struct SampleMessage {
  /// Who speaks.
  enum Speaker: String {
    case user
    case assistant
    case system
  }

  /// A part of it.
  enum Part {
    case text(String)
    case picture
    case call(id: String, SampleCall)
    case result(id: String, SampleCall)
  }

  var speaker: Speaker
  var parts: [Part]
}

extension RequestSample {
  /// The messages, as the client lays them out.
  var messages: [SampleMessage] {
    var messages: [SampleMessage] = []
    for step in steps { append(step, to: &messages) }
    switch client {
    case .claude: addReminders(to: &messages)
    case .codex: addEnvironment(to: &messages)
    case .sdk, .responses, .aider, .chat, .ollama: break
    }
    return messages
  }

  private func append(_ step: SampleStep, to messages: inout [SampleMessage]) {
    switch step {
    case .said(let words): messages.append(SampleMessage(speaker: .user, parts: Self.parts(of: words)))
    case .answered(let words):
      messages.append(SampleMessage(speaker: .assistant, parts: [.text(SampleText.expanded(words))]))
    case .told(let words):
      messages.append(SampleMessage(speaker: .system, parts: [.text(SampleText.expanded(words))]))
    case .noted(let words):
      let note = SampleMessage.Part.text(SampleText.expanded(words))
      if messages.last?.speaker == .user {
        messages[messages.count - 1].parts.append(note)
      } else {
        messages.append(SampleMessage(speaker: .user, parts: [note]))
      }
    case .called(let call):
      let id = "call_\(messages.count)"
      messages.append(SampleMessage(speaker: .assistant, parts: [.call(id: id, call)]))
      messages.append(SampleMessage(speaker: .user, parts: [.result(id: id, call)]))
    }
  }

  private static func parts(of words: String) -> [SampleMessage.Part] {
    let mark = "{picture}"
    let pieces = words.split(separator: mark, omittingEmptySubsequences: false)
    let text = SampleMessage.Part.text(SampleText.expanded(pieces.joined()))
    return [text] + Array(repeating: .picture, count: pieces.count - 1)
  }

  /// Claude Code puts reminders before the first words of a person, and behind them says where it is.
  private func addReminders(to messages: inout [SampleMessage]) {
    guard toolCount > 1, let first = messages.indices.first else { return }
    messages[first].parts.insert(.text(SampleText.expanded("{reminder}")), at: 0)
    let place = SampleMessage(speaker: .system, parts: [.text(SampleText.prose(2_000))])
    messages.insert(place, at: first + 1)
  }

  /// Codex says where it is in a message of the user's.
  private func addEnvironment(to messages: inout [SampleMessage]) {
    let note = "<environment_context>\n<cwd>/home/me/shop</cwd>\n</environment_context>"
    messages.insert(SampleMessage(speaker: .user, parts: [.text(note)]), at: 0)
  }
}
