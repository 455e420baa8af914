import Conversations
import Wire

/// The messages of a body with roles that alternate: what the system says first, neighbours of one role in one message.
struct MergedRoles {
  private let body: RepairableBody

  /// What stands between texts that become one.
  private static let separator = "\n\n"

  init(_ body: RepairableBody) { self.body = body }

  /// The messages; nil in a dialect whose backends do not mind.
  func messages() -> [[UInt8]]? {
    guard let list = body.messages else { return nil }
    switch body.dialect {
    case .openAIChat, .ollamaChat: return merged(hoisted(Array(list.elements)), isSystemApart: true)
    case .anthropicMessages: return merged(Array(list.elements), isSystemApart: false)
    case .openAIResponses, .geminiGenerate: return nil
    }
  }

  /// The messages with those of the system before all others.
  private func hoisted(_ messages: [JSONValue]) -> [JSONValue] {
    messages.filter(\.isSystem) + messages.filter { !$0.isSystem }
  }

  private func merged(_ messages: [JSONValue], isSystemApart: Bool) -> [[UInt8]] {
    var runs: [(role: String, messages: [JSONValue])] = []
    for message in messages {
      // Where the system has a place of its own, what it says among the messages is told as the user's.
      let role = message.isSystem ? (isSystemApart ? "system" : "user") : message["role"]?.string ?? ""
      if runs.last?.role == role, role != "tool" {
        runs[runs.count - 1].messages.append(message)
      } else {
        runs.append((role, [message]))
      }
    }
    return runs.map { written($0.messages, as: $0.role) }
  }

  private func written(_ messages: [JSONValue], as role: String) -> [UInt8] {
    guard messages.count > 1 || messages[0]["role"]?.string != role else { return Array(messages[0].bytes) }
    var splices = ByteSplices()
    var assigned = [("role", JSONWriter.string(role)), ("content", content(of: messages))]
    for key in ["tool_calls", "images"] {
      let elements = messages.flatMap { message in message.member(key).map { Array($0.elements) } ?? [] }
      if !elements.isEmpty { assigned.append((key, Self.list(elements.map { Array($0.bytes) }))) }
    }
    splices.edit(messages[0], setting: assigned)
    let start = messages[0].range.lowerBound
    let grown = splices.applied(to: messages[0].document.bytes)
    let growth = grown.count - messages[0].document.bytes.count
    return Array(grown[start..<messages[0].range.upperBound + growth])
  }

  /// Texts in a row, or a list of parts where one of them has such a list.
  private func content(of messages: [JSONValue]) -> [UInt8] {
    let contents = messages.compactMap { $0["content"] }.filter { !$0.isNull }
    guard contents.contains(where: { $0.kind == .array }) else {
      let texts = contents.compactMap(\.string).filter { !$0.isEmpty }
      return JSONWriter.string(texts.joined(separator: Self.separator))
    }
    return Self.list(
      contents.flatMap { content -> [[UInt8]] in
        if content.kind == .array { return content.elements.map { Array($0.bytes) } }
        return [Array(#"{"type":"text","text":"#.utf8) + Array(content.bytes) + Array("}".utf8)]
      })
  }

  private static func list(_ elements: [[UInt8]]) -> [UInt8] {
    Array("[".utf8) + elements.joined(separator: Array(",".utf8)) + Array("]".utf8)
  }
}

extension JSONValue {
  fileprivate var isSystem: Bool {
    self["role"]?.isString("system") == true || self["role"]?.isString("developer") == true
  }
}
