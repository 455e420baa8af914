import Wire

/// The rules for messages of chat completions and of Ollama's chat, with those of strict templates: system at the head
/// alone, then a user, roles that alternate, results behind their calls.
struct ChatBodyCheck {
  /// Whether calls have ids; Ollama's are answered in their order.
  private let hasIDs: Bool
  private var violations: [String] = []
  private var ids: Set<String> = []
  /// The calls that wait for their results.
  private var open: [String] = []
  private var last = "system"
  private var hasSpoken = false

  private init(hasIDs: Bool) { self.hasIDs = hasIDs }

  static func violations(in messages: [JSONValue], withIDs hasIDs: Bool) -> [String] {
    var check = ChatBodyCheck(hasIDs: hasIDs)
    for (place, message) in messages.enumerated() { check.take(message, at: place) }
    if !check.open.isEmpty { check.violations.append("calls without results at the end") }
    if check.last != "user", check.last != "tool" {
      check.violations.append("the last message is \(check.last)'s")
    }
    return check.violations
  }

  private mutating func take(_ message: JSONValue, at place: Int) {
    let role = message["role"]?.string ?? "nobody"
    if role != "tool", !open.isEmpty { note("\(open.count) calls without results", place) }
    if role != "tool" { open = [] }
    switch role {
    case "system": if place > 0 { note("system message in the list", place) }
    case "user": if last == "user" { note("two user messages in a row", place) }
    case "assistant": takeAssistant(message, at: place)
    case "tool": takeResult(message, at: place)
    default: note("role \(role)", place)
    }
    if role != "assistant", Self.isEmpty(message["content"]) { note("empty \(role) message", place) }
    if !hasSpoken, role != "system" {
      hasSpoken = true
      if role != "user" { note("the conversation begins with \(role)", place) }
    }
    last = role
  }

  private mutating func takeAssistant(_ message: JSONValue, at place: Int) {
    if last == "assistant" { note("two assistant messages in a row", place) }
    let calls = message["tool_calls"].map { Array($0.elements) } ?? []
    if calls.isEmpty, Self.isEmpty(message["content"]) { note("empty assistant message", place) }
    if hasIDs, message["content"]?.string == "" { note("empty text", place) }
    for call in calls {
      let id = call["id"]?.string ?? ""
      if hasIDs, id.isEmpty || !ids.insert(id).inserted { note("id \(id) missing or used twice", place) }
      open.append(id)
      if call["function"]?["name"]?.string?.isEmpty ?? true { note("call without a name", place) }
      if !Self.isObject(call["function"]?["arguments"]) { note("arguments that are no object", place) }
    }
  }

  private mutating func takeResult(_ message: JSONValue, at place: Int) {
    let id = message["tool_call_id"]?.string ?? ""
    if let index = hasIDs ? open.firstIndex(of: id) : open.indices.first {
      open.remove(at: index)
    } else {
      note("result of \(id) without its call", place)
    }
  }

  private mutating func note(_ violation: String, _ place: Int) {
    violations.append("messages.\(place): \(violation)")
  }

  private static func isEmpty(_ content: JSONValue?) -> Bool {
    guard let content else { return true }
    switch content.kind {
    case .string: return content.string == ""
    case .array: return content.count == 0 || content.elements.contains { $0["text"]?.string == "" }
    default: return true
    }
  }

  /// As a text in chat completions, as it is in Ollama's chat.
  private static func isObject(_ arguments: JSONValue?) -> Bool {
    guard let text = arguments?.string else { return arguments?.kind == .object }
    return (try? JSONDocument(parsing: Array(text.utf8)))?.root.kind == .object
  }
}
