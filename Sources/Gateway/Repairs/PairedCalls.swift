import Conversations
import Wire

/// The messages of a body with a result for every call, right behind it, and no result without a call.
struct PairedCalls {
  /// What is said of a result that is missing.
  private static let missing = "[no result was recorded]"

  private let body: RepairableBody

  init(_ body: RepairableBody) { self.body = body }

  /// The messages; nil in a dialect whose calls are not paired by ids.
  func messages() -> [[UInt8]]? {
    guard let list = body.messages.map({ Array($0.elements) }) else { return nil }
    switch body.dialect {
    case .openAIChat: return chat(list)
    case .anthropicMessages: return anthropic(list)
    case .openAIResponses: return responses(list)
    case .ollamaChat, .geminiGenerate: return nil
    }
  }

  // MARK: Chat completions

  private func chat(_ messages: [JSONValue]) -> [[UInt8]] {
    var written: [[UInt8]] = []
    var open: [String] = []
    func close() {
      written += open.map {
        Self.object([("role", "tool"), ("tool_call_id", $0), ("content", Self.missing)])
      }
      open = []
    }
    for message in messages {
      if message["role"]?.isString("tool") == true {
        guard let index = open.firstIndex(of: message["tool_call_id"]?.string ?? "") else { continue }
        open.remove(at: index)
      } else {
        close()
        open = Self.ids(in: message["tool_calls"], "id")
      }
      written.append(Array(message.bytes))
    }
    close()
    return written
  }

  // MARK: Responses

  private func responses(_ items: [JSONValue]) -> [[UInt8]] {
    let calls = Set(items.filter(\.isCall).compactMap { $0["call_id"]?.string })
    let answered = Set(items.filter(\.isOutput).compactMap { $0["call_id"]?.string })
    return items.flatMap { item -> [[UInt8]] in
      let id = item["call_id"]?.string ?? ""
      if item.isOutput, !calls.contains(id) { return [] }
      guard item.isCall, !answered.contains(id) else { return [Array(item.bytes)] }
      let type = item["type"]?.string ?? ""
      let stub = Self.object([("type", "\(type)_output"), ("call_id", id), ("output", Self.missing)])
      return [Array(item.bytes), stub]
    }
  }

  // MARK: Anthropic

  private func anthropic(_ messages: [JSONValue]) -> [[UInt8]] {
    var written: [[UInt8]] = []
    var open: [String] = []
    for message in messages {
      let blocks = body.parts(of: message).map { Array($0.elements) } ?? []
      if message["role"]?.isString("user") == true {
        if let answer = answering(open, message, blocks) { written.append(answer) }
        open = []
      } else {
        if !open.isEmpty { written.append(Self.user(Self.stubs(for: open))) }
        open = blocks.filter { $0["type"]?.isString("tool_use") == true }.compactMap { $0["id"]?.string }
        written.append(Array(message.bytes))
      }
    }
    if !open.isEmpty { written.append(Self.user(Self.stubs(for: open))) }
    return written
  }

  /// A user's message with exactly the results that are waited for, before everything else; nil when nothing is left.
  private func answering(_ open: [String], _ message: JSONValue, _ blocks: [JSONValue]) -> [UInt8]? {
    let results = blocks.filter { $0["type"]?.isString("tool_result") == true }
    let ids = results.compactMap { $0["tool_use_id"]?.string }
    guard !open.isEmpty || !results.isEmpty else { return Array(message.bytes) }
    if ids == open { return Array(message.bytes) }
    let kept = results.filter { open.contains($0["tool_use_id"]?.string ?? "") }.map { Array($0.bytes) }
    let others = blocks.filter { $0["type"]?.isString("tool_result") != true }.map { Array($0.bytes) }
    let text = message["content"]?.string.map { [Self.object([("type", "text"), ("text", $0)])] } ?? []
    let content = kept + Self.stubs(for: open.filter { !ids.contains($0) }) + others + text
    return content.isEmpty ? nil : Self.user(content)
  }

  private static func stubs(for ids: [String]) -> [[UInt8]] {
    ids.map { object([("type", "tool_result"), ("tool_use_id", $0), ("content", missing)]) }
  }

  private static func user(_ blocks: [[UInt8]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("role", "user")
    writer.key("content")
    writer.beginArray()
    for block in blocks { writer.raw(block) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private static func object(_ members: [(key: String, value: String)]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in members { writer.field(key, value) }
    writer.endObject()
    return writer.bytes
  }

  private static func ids(in calls: JSONValue?, _ key: StaticString) -> [String] {
    calls.map { $0.elements.compactMap { $0[key]?.string } } ?? []
  }
}

extension JSONValue {
  fileprivate var isCall: Bool {
    self["type"]?.isString("function_call") == true || self["type"]?.isString("custom_tool_call") == true
  }

  fileprivate var isOutput: Bool {
    self["type"]?.isString("function_call_output") == true
      || self["type"]?.isString("custom_tool_call_output") == true
  }
}
