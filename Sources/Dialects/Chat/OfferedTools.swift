import Conversations
import Wire

/// The tools on offer, in the form that chat completions gave them and others took over.
///
/// Tools that wait to be found are left out until the conversation mentions them, and stand at the end from then on:
/// the tools before them keep their place in the prompt.
struct OfferedTools {
  /// A tool as the backend knows it.
  struct Function {
    let name: String
    let description: String?
    /// A JSON schema: an object with properties.
    let schema: [UInt8]
  }

  /// The tools, in the order of the prompt.
  private(set) var functions: [Function] = []
  private let isReduced: Bool
  private var clientNames: Set<String> = []
  /// What was left out, in words for the operator.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - referenced: tools that the conversation mentions, in the order of their first mention.
  ///   - names: gets the names that have to be changed.
  ///   - isReduced: whether schemas are put in the fewest words, without references.
  init(
    of tools: [ToolDefinition], referenced: [String], names: inout ToolNames, isReduced: Bool = false
  ) {
    self.isReduced = isReduced
    for tool in tools where !tool.isDeferred { add(tool, &names) }
    for name in referenced {
      if let tool = tools.first(where: { $0.isDeferred && $0.name == name }) { add(tool, &names) }
    }
  }

  /// What the model is told where none of the client's tools can be offered to it; nil where one can, or there is none.
  ///
  /// Claude Code has its searches run by requests of this kind, and a model that is not told makes up what it would have
  /// found. It depends on the definitions alone: by what the conversation mentions, it would come and go within one.
  static func notice(inPlaceOf tools: [ToolDefinition]) -> String? {
    guard !tools.isEmpty, tools.allSatisfy(\.runsAtVendor) else { return nil }
    let names = tools.map(\.name).joined(separator: ", ")
    return "[not available to this model: \(names). Say so, and make up no results.]"
  }

  /// Whether there is none.
  var isEmpty: Bool { functions.isEmpty }

  /// The tools as calls of them are checked, by the backend's names.
  var callable: CallableTools {
    CallableTools(Dictionary(functions.map { ($0.name, $0.schema) }) { first, _ in first })
  }

  /// Whether a tool is on offer, by the client's name.
  func contains(_ name: String) -> Bool { clientNames.contains(name) }

  /// A choice the backend can make, by its own name of the tool; a tool that is not on offer cannot be chosen.
  func choice(
    _ choice: GenerationSettings.ToolChoice?, names: ToolNames
  ) -> GenerationSettings.ToolChoice? {
    guard case .tool(let name)? = choice else { return choice }
    var names = names
    return contains(name) ? .tool(name: names.backendName(of: name)) : .auto
  }

  /// About how many bytes they take in the prompt.
  var byteCount: Int {
    functions.reduce(0) {
      $0 + $1.schema.count + $1.name.utf8.count + ($1.description?.utf8.count ?? 0) + 80
    }
  }

  private mutating func add(_ tool: ToolDefinition, _ names: inout ToolNames) {
    guard !clientNames.contains(tool.name) else {
      return notes.append("a second tool named \(tool.name) left out")
    }
    if let type = tool.vendorType, tool.runsAtVendor {
      return notes.append("tool \(type) left out: only its vendor can run it")
    }
    let emulated = tool.vendorType.flatMap(VendorTool.init(type:))
    clientNames.insert(tool.name)
    functions.append(
      Function(
        name: names.backendName(of: tool.name), description: tool.description ?? emulated?.description,
        schema: emulated?.schema ?? Self.cleaned(isReduced ? Self.reduced(tool.schema) : tool.schema)))
  }

  private static func reduced(_ schema: JSONValue?) -> JSONValue? {
    schema.flatMap { try? JSONDocument(parsing: PlainSchema.reduced($0)).root }
  }

  /// A schema that grammar builders of local servers take: an object with properties, without `$schema`.
  private static func cleaned(_ schema: JSONValue?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if schema?["type"] == nil { writer.field("type", "object") }
    if let members = schema?.members {
      for (key, value) in members where !key.isString("$schema") {
        writer.key(key.string ?? "")
        writer.raw(value)
      }
    }
    if schema?["properties"] == nil {
      writer.key("properties")
      writer.beginObject()
      writer.endObject()
    }
    writer.endObject()
    return writer.bytes
  }

  /// Writes the member `tools`; nothing without tools, because some servers refuse an empty list.
  func write(to writer: inout JSONWriter) {
    guard !isEmpty else { return }
    writer.key("tools")
    writer.raw(list)
  }

  /// The tools as a list.
  var list: [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for function in functions {
      writer.beginObject()
      writer.field("type", "function")
      writer.key("function")
      writer.beginObject()
      writer.field("name", function.name)
      if let description = function.description { writer.field("description", description) }
      writer.key("parameters")
      writer.raw(function.schema)
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }
}
