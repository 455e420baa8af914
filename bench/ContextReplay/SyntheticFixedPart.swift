import Wire

/// A system prompt and tools of a wanted size, made of a session's own and of text that reads like an agent's: what a
/// client's program sends before the first word of the conversation.
public struct SyntheticFixedPart: Sendable {
  /// The system prompt as JSON.
  public var system: [UInt8]
  /// The tools as JSON.
  public var tools: [UInt8]

  /// A fixed part whose tokens, as `count` counts them, are as near to `tokens` as a sentence allows. Where the session's
  /// own is larger, its tools keep their arguments' names and its prompt its beginning.
  ///
  /// - Parameter toolCount: how many tools there are at least; the session's own are always among them.
  public init(of session: RecordedSession, tokens: Int, toolCount: Int, count: (_ text: String) -> Int) {
    let own = session.tools.map { Array($0.elements) } ?? []
    let names = own.compactMap { $0["name"]?.string }
    var tools = own.map { Array($0.bytes) }
    var prompt = session.systemText
    func cost(_ tools: [[UInt8]]) -> Int {
      tools.reduce(8) { $0 + count(String(decoding: $1, as: UTF8.self)) + 1 }
    }
    if cost(tools) + count(prompt) > tokens {
      tools = own.map(Self.bare)
      while cost(tools) + count(prompt) > tokens, !prompt.isEmpty {
        prompt = String(prompt.prefix(prompt.count * 7 / 8))
      }
    }
    let room = tokens - cost(tools) - count(prompt)
    let added = max(0, toolCount - own.count)
    // Of a large fixed part tools take the greater share (CONTEXT, 2f); a small one is the session's own and rules.
    let toolRoom = toolCount > own.count ? room * 6 / 10 : 0
    for index in 0..<added {
      tools.append(
        Self.tool(
          named: "mcp__workspace__\(Self.verbs[index % Self.verbs.count])_\(index)",
          tokens: toolRoom / max(1, added), count: count))
    }
    self.tools = Self.array(tools)
    let spent = tools.dropFirst(own.count).reduce(0) { $0 + count(String(decoding: $1, as: UTF8.self)) + 1 }
    let rules = Self.sentences(worth: room - spent, naming: names, count: count)
    system = Self.textBlock(prompt + rules)
  }

  /// The texts of the system prompt.
  var systemTexts: [String] {
    let prompt = try? JSONDocument(parsing: system).root
    return prompt?.elements.compactMap { $0["text"]?.string } ?? []
  }

  private static let verbs = [
    "search", "list", "open", "create", "update", "archive", "assign", "comment", "query", "export", "deploy",
    "inspect", "rename", "lint", "trace",
  ]

  /// A tool with no more than the names and types of its arguments.
  private static func bare(_ tool: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", tool["name"]?.string ?? "")
    writer.key("input_schema")
    writer.beginObject()
    writer.field("type", "object")
    writer.key("properties")
    writer.beginObject()
    if let properties = tool["input_schema"]?["properties"] {
      for (name, property) in properties.members {
        writer.key(name.string ?? "")
        writer.beginObject()
        if let type = property["type"] { writer.field("type", type) }
        writer.endObject()
      }
    }
    writer.endObject()
    if let required = tool["input_schema"]?["required"] { writer.field("required", required) }
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  private static func tool(named name: String, tokens: Int, count: (String) -> Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", name)
    writer.field(
      "description",
      "Works on the items of the workspace." + sentences(worth: tokens - 150, naming: [name], count: count))
    writer.key("input_schema")
    writer.raw(Array(schema.utf8))
    writer.endObject()
    return writer.bytes
  }

  private static let schema = """
    {"$schema":"http://json-schema.org/draft-07/schema#","type":"object","additionalProperties":false,"properties":\
    {"item":{"type":"string","description":"The id of the item, as a listing gives it. Never a title."},"fields":\
    {"type":"array","items":{"type":"string"},"description":"The fields to return; all when left out."},"limit":\
    {"type":"integer","minimum":1,"maximum":100,"default":20,"description":"How many items at most."},"mode":\
    {"type":"string","enum":["preview","apply"],"description":"Whether anything is changed."}},"required":["item"]}
    """

  /// Rules, recipes and manners, a sentence after the other, up to a number of tokens.
  private static func sentences(worth tokens: Int, naming names: [String], count: (String) -> Int) -> String {
    var text = ""
    var left = tokens
    var number = 0
    while true {
      let name = names.isEmpty ? "a tool" : names[number % names.count]
      let sentence = " " + rules[number % rules.count] + " (\(name), \(number + 1).)"
      let cost = count(sentence)
      guard cost <= left else { return text }
      (text, left, number) = (text + sentence, left - cost, number + 1)
    }
  }

  private static let rules = [
    "Paths must be absolute, and a file must be read before it is edited.",
    "When a command fails, look at the first error and say what you think went wrong before you try again.",
    "Keep answers short; the user reads them in a terminal.",
    "Never commit or push unless the user asks for it.",
    "Prefer changing files that exist over making new ones, and follow the conventions of the code around.",
    "Run the tests that cover a change, and report what they said.",
    "Several independent calls may be made at once, which saves the user's time.",
    "Do not guess at addresses, names of packages or options: look them up first.",
    "For example, to find where a setting is read, search for its name, open the file, and follow the callers.",
    "Secrets in files or in the environment must not be printed, logged or sent anywhere.",
  ]

  private static func textBlock(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    writer.beginObject()
    writer.field("type", "text")
    writer.field("text", text)
    writer.endObject()
    writer.endArray()
    return writer.bytes
  }

  private static func array(_ elements: [[UInt8]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for element in elements { writer.raw(element) }
    writer.endArray()
    return writer.bytes
  }
}

extension RecordedSession {
  /// The system prompt as text.
  fileprivate var systemText: String {
    guard let system else { return "" }
    return system.string ?? system.elements.compactMap { $0["text"]?.string }.joined(separator: "\n\n")
  }
}
