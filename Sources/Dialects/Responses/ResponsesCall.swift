import Conversations
import Wire

/// Reads the calls of tools, and which call an output belongs to.
enum ResponsesCall {
  /// A call, whatever the type of its item: a text that a custom tool is called with, and what a tool of the vendor's
  /// design is to do, are arguments like any other.
  static func read(_ item: JSONValue) -> ToolCall {
    ToolCall(id: id(of: item), name: name(of: item), input: input(of: item))
  }

  /// The id that ties an output to its call. Those of the first local shell have an item's id in its place.
  static func id(of item: JSONValue) -> String { item["call_id"]?.string ?? item["id"]?.string ?? "" }

  /// The name under which every model knows a tool: with that of its namespace before it.
  static func name(_ name: String, in namespace: String?) -> String {
    guard let namespace, !namespace.isEmpty else { return name }
    return "\(namespace)__\(name)"
  }

  private static func name(of item: JSONValue) -> String {
    switch ResponsesItemType(of: item) {
    case .localShellCall: "local_shell"
    case .shellCall: "shell"
    case .applyPatchCall: "apply_patch"
    case .toolSearchCall: "tool_search"
    default: name(item["name"]?.string ?? "", in: item["namespace"]?.string)
    }
  }

  private static func input(of item: JSONValue) -> [UInt8] {
    switch ResponsesItemType(of: item) {
    case .customToolCall: FreeformTool.arguments(of: item["input"]?.decoded ?? [])
    case .localShellCall, .shellCall: object(item["action"])
    case .applyPatchCall: object(item["operation"])
    default: object(item["arguments"])
    }
  }

  /// Arguments, which are written as a text with JSON in it or as they are.
  private static func object(_ input: JSONValue?) -> [UInt8] {
    guard let input else { return ToolInput.object(from: []) }
    return ToolInput.object(from: input.kind == .string ? input.decoded : Array(input.bytes))
  }

  // MARK: Outputs

  /// Whether an output says of its call that it failed.
  static func hasFailed(_ output: JSONValue) -> Bool { output["status"]?.isString("failed") == true }

  /// An output.
  ///
  /// - Throws: `ClientError` that names the part that has no meaning.
  static func result(_ item: JSONValue) throws(ClientError) -> ToolResult {
    ToolResult(callID: id(of: item), parts: try parts(of: item), isError: hasFailed(item))
  }

  private static func parts(of item: JSONValue) throws(ClientError) -> [ContentPart] {
    if case .toolSearchOutput? = ResponsesItemType(of: item) { return found(in: item) }
    guard let output = item["output"] else { return [] }
    switch ResponsesItemType(of: item) {
    case .functionCallOutput, .customToolCallOutput:
      if output.kind != .object { return try ResponsesContent.read(output, at: ".output") }
    default: if output.kind == .string { return try ResponsesContent.read(output, at: ".output") }
    }
    return [.text(String(decoding: output.bytes, as: UTF8.self))]
  }

  /// The tools that a search has found.
  private static func found(in item: JSONValue) -> [ContentPart] {
    let names = (item["tools"].map { Array($0.elements) } ?? []).flatMap(ResponsesTool.names(in:))
    return names.map { .toolReference(name: $0) }
  }
}

extension JSONValue {
  /// A string's text in UTF-8; empty for other kinds.
  var decoded: [UInt8] { withUnsafeValue(\.decoded) }
}
