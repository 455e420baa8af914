import Conversations

@testable import Dialects

/// What a conversation says, whichever dialect says it: without what one dialect has a field for and another a word.
struct SpokenConversation: Equatable {
  private var system: [String] = []
  private var texts: [String] = []
  private var pictures: [String] = []
  private var calls: [String] = []
  private var results: [String] = []
  private var tools: [String] = []
  private var mostOutput: Int?

  private var ids = ToolCallIDs()
  private var names = ToolNames()
  private var sent: [String: String] = [:]

  init(_ conversation: Conversation) {
    system = conversation.system.flatMap { Self.paragraphs(of: $0) }
    for entry in conversation.entries { entry.parts.forEach { take($0) } }
    tools = conversation.tools.map { tool in names.backendName(of: tool.name) }
    mostOutput = conversation.settings.maxOutputTokens
    // Results come in the order of their calls.
    results.sort()
  }

  /// As it says the same: which ids and names stand for which is not said.
  static func == (one: SpokenConversation, other: SpokenConversation) -> Bool {
    one.system == other.system && one.texts == other.texts && one.pictures == other.pictures
      && one.calls == other.calls && one.results == other.results && one.tools == other.tools
      && one.mostOutput == other.mostOutput
  }

  private mutating func take(_ part: ContentPart) {
    switch part {
    case .text: texts += Self.paragraphs(of: part)
    case .image(let media): pictures.append("\(media.source)")
    case .toolCall(let call):
      let id = ids.next(call.id)
      sent[call.id] = id
      calls.append("\(id) \(names.backendName(of: call.name)) \(JSONText.compact(call.input))")
    case .toolResult(let result): take(result)
    default: break
    }
  }

  /// Pictures of a result may stand behind all results.
  private mutating func take(_ result: ToolResult) {
    let paragraphs = result.parts.flatMap { Self.paragraphs(of: $0) }.filter {
      $0 != "[image: see next message]"
    }
    let said = paragraphs.isEmpty ? "(no output)" : paragraphs.joined(separator: "\n\n")
    results.append("\(sent[result.callID] ?? "nobody"): \(result.isError ? "[tool error] " : "")\(said)")
    for case .image(let media) in result.parts { pictures.append("\(media.source)") }
  }

  /// The paragraphs of a text; a reminder's frame is not said.
  private static func paragraphs(of part: ContentPart) -> [String] {
    guard case .text(let text) = part else { return [] }
    let said = text.replacing("<system-reminder>\n", with: "").replacing("\n</system-reminder>", with: "")
    return said.parts(separatedBy: "\n\n").map(String.init)
  }
}
