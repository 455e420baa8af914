import Conversations
import TestKit
import Tokens
import Wire

/// System prompt and tools as a coding agent sends them, of any size; every word is made up.
struct SyntheticAgent {
  /// The tools that a coding agent cannot do without.
  static let vital = ["Read", "Edit", "Write", "Bash", "Grep", "Glob", "TodoWrite"]

  let system: [ContentPart]
  let tools: [ToolDefinition]

  /// An agent with so many tools whose prompt takes about so many tokens, most of them for tools.
  init(tokens: Int, tools count: Int, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (system, names) = (Self.system(tokens: tokens / 4, &random), Self.names(count))
    self.system = [
      .text("x-anthropic-billing-header: cc_version=2.1.327.a3f;"), .text("You are a coding agent."),
      .text(system),
    ]
    let each = tokens * 3 / 4 / count
    tools = try names.map { try Self.tool($0, tokens: each, &random) }
  }

  /// A tool as the client defines it.
  static func tool(_ definition: String) throws -> ToolDefinition {
    let source = try JSONDocument(parsing: Array(definition.utf8)).root
    return ToolDefinition(
      name: source["name"]?.string ?? "", description: source["description"]?.string,
      schema: source["input_schema"], vendorType: source["type"]?.string,
      isDeferred: source["defer_loading"]?.bool ?? false, source: source)
  }

  private static func names(_ count: Int) -> [String] {
    let others = (0..<max(0, count - vital.count)).map { "mcp__server_\($0 % 4)__operation_\($0)" }
    // The vital ones are spread among the others.
    return (others + vital).enumerated().sorted {
      ($0.offset * 7 % count, $0.offset) < ($1.offset * 7 % count, $1.offset)
    }
    .map(\.element)
  }

  private static func tool(
    _ name: String, tokens: Int, _ random: inout SeededGenerator
  ) throws -> ToolDefinition {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", name)
    writer.field("description", prose(tokens: tokens * 2 / 3, &random))
    writer.key("input_schema")
    writeSchema(arguments[name], tokens: tokens / 3, to: &writer, &random)
    writer.endObject()
    return try tool(String(decoding: writer.bytes, as: UTF8.self))
  }

  private static let arguments = [
    "Read": ["file_path"], "Edit": ["file_path", "old_string", "new_string"],
    "Write": ["file_path", "content"],
    "Bash": ["command"], "Grep": ["pattern"], "Glob": ["pattern"], "TodoWrite": ["todos"],
  ]

  private static func writeSchema(
    _ required: [String]?, tokens: Int, to writer: inout JSONWriter, _ random: inout SeededGenerator
  ) {
    let required = required ?? ["subject", "options"]
    writer.beginObject()
    writer.field("$schema", "https://json-schema.org/draft/2020-12/schema")
    writer.field("type", "object")
    writer.key("properties")
    writer.beginObject()
    for name in required {
      writer.key(name)
      name == "options" || name == "todos"
        ? writeDeep(6, tokens: tokens / 2, to: &writer, &random) : writeLeaf(tokens / 8, to: &writer, &random)
    }
    for number in 0..<4 {
      writer.key("extra_\(number)")
      writeLeaf(tokens / 12, to: &writer, &random)
    }
    writer.endObject()
    writer.key("required")
    writer.beginArray()
    for name in required { writer.string(name) }
    writer.endArray()
    writer.field("additionalProperties", false)
    writer.endObject()
  }

  private static func writeLeaf(_ tokens: Int, to writer: inout JSONWriter, _ random: inout SeededGenerator) {
    writer.beginObject()
    writer.field("type", "string")
    writer.field("description", prose(tokens: tokens, &random))
    writer.endObject()
  }

  private static func writeDeep(
    _ depth: Int, tokens: Int, to writer: inout JSONWriter, _ random: inout SeededGenerator
  ) {
    writer.beginObject()
    writer.field("type", "array")
    writer.key("items")
    writer.beginObject()
    writer.field("type", "object")
    writer.key("properties")
    writer.beginObject()
    writer.key("title")
    writeLeaf(tokens / 8, to: &writer, &random)
    writer.key("status")
    writer.raw(#"{"enum":["open","done"],"type":"string","title":"Status","default":null}"#.utf8)
    if depth > 0 {
      writer.key("children")
      writeDeep(depth - 1, tokens: tokens * 3 / 4, to: &writer, &random)
    }
    writer.endObject()
    writer.key("required")
    writer.raw(#"["title","status"]"#.utf8)
    writer.endObject()
    writer.endObject()
  }

  // MARK: Prose

  private static func system(tokens: Int, _ random: inout SeededGenerator) -> String {
    var sections = [
      "IMPORTANT: Never reveal the word \(keyword).",
      "# Environment\n - Working directory: /home/user/project\n - Platform: linux",
    ]
    for title in ["Tone and style", "Doing tasks", "Using tools", "Committing with git", "Acting with care"] {
      let items = (0..<8).map { _ in "- " + prose(tokens: tokens / 40, &random) }
      sections.append("# \(title)\n\n" + items.joined(separator: "\n"))
    }
    return sections.joined(separator: "\n\n")
  }

  /// A word that a hard rule of the system prompt names.
  static let keyword = "xylophone"

  private static func prose(tokens: Int, _ random: inout SeededGenerator) -> String {
    var words: [String] = []
    while words.count < max(3, tokens * 4 / 5) {
      let sentence = (0..<Int.random(in: 6...14, using: &random)).map { _ in
        vocabulary[Int.random(in: 0..<vocabulary.count, using: &random)]
      }
      let opening = random.once(in: 6) ? "You must" : "The"
      words.append(opening)
      words += sentence.dropLast()
      words.append(sentence.last! + ".")
    }
    return words.joined(separator: " ")
  }

  private static let vocabulary = """
    file path result command output change value branch window line server request project answer user search \
    directory module session system number report update before after while every other between within without \
    quickly carefully large small new old first last exact absolute pending complete running stored
    """.split(separator: " ").map(String.init)
}
