import Conversations
import Wire

/// Short descriptions of the tools of known clients, in the project's own words: the content of `data/tools.json`.
public struct ToolTexts: Sendable {
  /// What the model is told of a tool.
  struct Entry: Sendable, Equatable {
    /// What it does, and what must be kept to when it is called.
    var text: String
    /// A few words for each argument, by name; empty for one whose name says it all.
    var arguments: [String: String]
  }

  /// That the table is not what it should be.
  public struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place in the table, and what should be there.
    public let description: String
  }

  /// By the tool's name; several where clients have tools of the same name.
  private var entries: [String: [Entry]] = [:]

  /// No descriptions: every tool is shortened by rule.
  public init() {}

  /// The descriptions of a table: `clients` holds for each client its tools by name, each with `text` and `arguments`.
  ///
  /// - Throws: `Fault` that names the place.
  public init(_ root: JSONValue) throws(Fault) {
    for (client, tools) in try Self.members(of: root["clients"], at: "clients") {
      let path = "clients.\(client)"
      for (name, tool) in try Self.members(of: tools, at: path) {
        entries[name, default: []].append(try Self.entry(tool, at: "\(path).\(name)"))
      }
    }
  }

  /// What is said of a tool: the entry of its name whose arguments are this tool's. A tool that requires an argument
  /// the entry does not know is another tool of the same name.
  func entry(for tool: ToolDefinition) -> Entry? {
    guard let known = entries[tool.name] else { return nil }
    let required = tool.schema?["required"]?.elements.compactMap(\.string) ?? []
    let names = tool.schema?["properties"]?.members.compactMap(\.key.string) ?? []
    return known.first { entry in
      required.allSatisfy { entry.arguments[$0] != nil }
        && (names.isEmpty == entry.arguments.isEmpty || names.contains { entry.arguments[$0] != nil })
    }
  }

  private static func entry(_ tool: JSONValue, at path: String) throws(Fault) -> Entry {
    guard let text = tool["text"]?.string, !text.isEmpty else {
      throw Fault(description: "\(path).text: must be a text")
    }
    var arguments: [String: String] = [:]
    for (name, words) in try members(of: tool["arguments"], at: "\(path).arguments") {
      guard let words = words.string else {
        throw Fault(description: "\(path).arguments.\(name): must be a text")
      }
      arguments[name] = words
    }
    return Entry(text: text, arguments: arguments)
  }

  private static func members(
    of value: JSONValue?, at path: String
  ) throws(Fault) -> [(String, JSONValue)] {
    guard let value, value.kind == .object else { throw Fault(description: "\(path): must be an object") }
    return value.members.map { ($0.key.string ?? "", $0.value) }
  }
}
