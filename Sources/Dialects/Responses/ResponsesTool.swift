import Conversations
import Wire

/// A tool as a Responses client knows it: what a model is told of it, and in which form its calls are written.
struct ResponsesTool {
  /// The form of an item that calls a tool.
  enum Form {
    /// `function_call`, with arguments in JSON.
    case function
    /// `custom_tool_call`, with any text.
    case custom
    /// `tool_search_call`, which the client answers.
    case search
  }

  /// How a client is told of a call.
  struct Call {
    /// The form of the item.
    var form: Form
    /// The client's own name of the tool.
    var name: String
    /// The namespace in which the client knows it.
    var namespace: String?

    /// Writes the members by which a client knows its tool.
    func writeName(to writer: inout JSONWriter) {
      writer.field("name", name)
      if let namespace { writer.field("namespace", namespace) }
    }
  }

  /// The tool under the name by which every model knows it.
  var definition: ToolDefinition
  /// How the client is told of its calls.
  var call: Call

  /// The tools of an entry of `tools`, which may be a namespace of several.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  static func read(_ entry: JSONValue, at path: String) throws(ClientError) -> [ResponsesTool] {
    guard entry["type"]?.isString("namespace") == true else { return [try read(entry, in: nil, at: path)] }
    let namespace = try entry.requiredString("name", at: path)
    var tools: [ResponsesTool] = []
    for tool in entry["tools"].map({ Array($0.elements) }) ?? [] {
      tools.append(try read(tool, in: namespace, at: "\(path).tools.\(tools.count)"))
    }
    return tools
  }

  /// The names by which models know the tools of an entry.
  static func names(in entry: JSONValue) -> [String] {
    (try? read(entry, at: ""))?.map(\.definition.name) ?? []
  }

  private static func read(
    _ tool: JSONValue, in namespace: String?, at path: String
  ) throws(ClientError) -> ResponsesTool {
    let type = try tool.requiredString("type", at: path)
    switch type {
    case "function":
      return ResponsesTool(
        tool, name: try tool.requiredString("name", at: path), in: namespace, .function,
        description: tool["description"]?.string, schema: tool["parameters"])
    case "custom":
      return ResponsesTool(
        tool, name: try tool.requiredString("name", at: path), in: namespace, .custom,
        description: FreeformTool.description(tool["description"]?.string, format: tool["format"]),
        schema: FreeformTool.schema)
    case "tool_search" where tool["execution"]?.isString("client") == true:
      return ResponsesTool(
        tool, name: type, in: namespace, .search, description: tool["description"]?.string,
        schema: tool["parameters"])
    default:
      var hosted = ResponsesTool(
        tool, name: tool["name"]?.string ?? type, in: namespace, .function,
        description: tool["description"]?.string, schema: nil)
      hosted.definition.vendorType = type
      return hosted
    }
  }

  private init(
    _ source: JSONValue, name: String, in namespace: String?, _ form: Form, description: String?,
    schema: JSONValue?
  ) {
    call = Call(form: form, name: name, namespace: namespace)
    definition = ToolDefinition(
      name: ResponsesCall.name(name, in: namespace), description: description,
      schema: schema.flatMap { $0.isNull ? nil : $0 }, vendorType: nil,
      isDeferred: source["defer_loading"]?.bool ?? false, source: source)
  }
}

/// The tools of a request, in the order of the prompt.
///
/// A name is defined once: what defines it later counts, in the place of the first definition. What a search has found
/// stands at the end, where it leaves the tools before it as they are.
struct ResponsesTools {
  private(set) var tools: [ResponsesTool] = []
  private var places: [String: Int] = [:]

  /// No tools.
  init() {}

  /// The tools that a request lists, then those that its searches have found.
  ///
  /// - Throws: `ClientError` that names the tool that has no meaning.
  init(of request: ChatRequest) throws(ClientError) {
    var position = 0
    for entry in request.tools.map({ Array($0.elements) }) ?? [] {
      for tool in try ResponsesTool.read(entry, at: "tools.\(position)") { define(tool) }
      position += 1
    }
    for message in request.messages where message.isToolSearchOutput {
      for entry in message.source["tools"].map({ Array($0.elements) }) ?? [] {
        for tool in (try? ResponsesTool.read(entry, at: "tools")) ?? [] { addFound(tool) }
      }
    }
  }

  /// How a client is told of a call of the tool that every model knows by this name.
  func call(of name: String) -> ResponsesTool.Call {
    places[name].map { tools[$0].call } ?? ResponsesTool.Call(form: .function, name: name)
  }

  private mutating func define(_ tool: ResponsesTool) {
    if let place = places[tool.definition.name] {
      tools[place] = tool
    } else {
      places[tool.definition.name] = tools.count
      tools.append(tool)
    }
  }

  /// Adds what was found, unless it is on offer anyway.
  private mutating func addFound(_ tool: ResponsesTool) {
    var tool = tool
    tool.definition.isDeferred = false
    if let place = places[tool.definition.name] {
      guard tools[place].definition.isDeferred else { return }
      tools.remove(at: place)
      places = [:]
      for (place, tool) in tools.enumerated() { places[tool.definition.name] = place }
    }
    define(tool)
  }
}

extension Message {
  fileprivate var isToolSearchOutput: Bool {
    role == .tool && source["type"]?.isString("tool_search_output") == true
  }
}
