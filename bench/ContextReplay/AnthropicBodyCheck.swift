import Wire

/// The rules for messages of Anthropic's API: a user begins and ends, roles alternate, every call is answered at the
/// front of the message behind it, no text is empty, reasoning stands first and whole.
struct AnthropicBodyCheck {
  private var violations: [String] = []
  private var ids: Set<String> = []
  /// The calls of the message before.
  private var open: [String] = []
  private var last = ""
  private var cacheMarks = 0

  static func violations(in messages: [JSONValue]) -> [String] {
    var check = AnthropicBodyCheck()
    for (place, message) in messages.enumerated() { check.take(message, at: place) }
    if !check.open.isEmpty { check.violations.append("calls without results at the end") }
    if check.last != "user" { check.violations.append("the last message is \(check.last)'s") }
    if check.cacheMarks > 4 { check.violations.append("\(check.cacheMarks) cache marks") }
    return check.violations
  }

  private mutating func take(_ message: JSONValue, at place: Int) {
    let role = message["role"]?.string ?? "nobody"
    if place == 0, role != "user" { note("the conversation begins with \(role)", place) }
    if role == last { note("two \(role) messages in a row", place) }
    let blocks = message["content"].map { Array($0.elements) } ?? []
    if blocks.isEmpty, message["content"]?.string?.isEmpty ?? true { note("empty content", place) }
    switch role {
    case "user": takeUser(blocks, at: place)
    case "assistant": takeAssistant(blocks, at: place)
    default: note("role \(role)", place)
    }
    for block in blocks { takeBlock(block, at: place) }
    last = role
  }

  private mutating func takeUser(_ blocks: [JSONValue], at place: Int) {
    var hasOther = false
    for block in blocks {
      guard block["type"]?.isString("tool_result") == true else {
        hasOther = true
        continue
      }
      if hasOther { note("result behind other content", place) }
      let id = block["tool_use_id"]?.string ?? ""
      if let index = open.firstIndex(of: id) {
        open.remove(at: index)
      } else {
        note("result of \(id) without its call", place)
      }
    }
    if !open.isEmpty { note("\(open.count) calls without results", place) }
    open = []
  }

  private mutating func takeAssistant(_ blocks: [JSONValue], at place: Int) {
    if !open.isEmpty { note("\(open.count) calls without results", place) }
    open = []
    var hasOther = false
    for block in blocks {
      switch block["type"]?.string {
      case "thinking", "redacted_thinking": if hasOther { note("reasoning behind other content", place) }
      case "tool_use":
        hasOther = true
        let id = block["id"]?.string ?? ""
        if id.isEmpty || !ids.insert(id).inserted { note("id \(id) missing or used twice", place) }
        if block["input"]?.kind != .object { note("input that is no object", place) }
        open.append(id)
      default: hasOther = true
      }
    }
  }

  private mutating func takeBlock(_ block: JSONValue, at place: Int) {
    if block["cache_control"] != nil { cacheMarks += 1 }
    if block["text"]?.string == "" { note("empty text", place) }
    if block["type"]?.isString("thinking") == true, block["signature"]?.string?.isEmpty ?? true {
      note("reasoning without its signature", place)
    }
  }

  private mutating func note(_ violation: String, _ place: Int) {
    violations.append("messages.\(place): \(violation)")
  }
}
