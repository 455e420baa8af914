import Conversations
import Wire

/// The types of items that mean something to every model; an item of another type travels as it came.
enum ResponsesItemType: String, Sendable {
  case message
  case reasoning
  case functionCall = "function_call"
  case functionCallOutput = "function_call_output"
  case customToolCall = "custom_tool_call"
  case customToolCallOutput = "custom_tool_call_output"
  case localShellCall = "local_shell_call"
  case localShellCallOutput = "local_shell_call_output"
  case shellCall = "shell_call"
  case shellCallOutput = "shell_call_output"
  case applyPatchCall = "apply_patch_call"
  case applyPatchCallOutput = "apply_patch_call_output"
  case toolSearchCall = "tool_search_call"
  case toolSearchOutput = "tool_search_output"
  case additionalTools = "additional_tools"
  case configurationUpdate = "configuration_update"
  case itemReference = "item_reference"
  case compaction
  case compactionTrigger = "compaction_trigger"

  /// The type of an item; nil for one that only its vendor understands. A message may leave its type out.
  init?(of item: JSONValue) {
    guard let type = item["type"], !type.isNull else {
      guard item["role"] != nil else { return nil }
      self = .message
      return
    }
    guard let known = type.string.flatMap(Self.init(rawValue:)) else { return nil }
    // A search that ran at the vendor is answered there.
    if known.isToolSearch, item["call_id"]?.kind != .string { return nil }
    self = known
  }

  /// Whether items of this type say nothing by themselves, but change what goes with the conversation.
  var isSilent: Bool {
    switch self {
    case .additionalTools, .configurationUpdate: true
    default: false
    }
  }

  private var isToolSearch: Bool {
    switch self {
    case .toolSearchCall, .toolSearchOutput: true
    default: false
    }
  }
}

// MARK: - Roles

extension ResponsesItemType {
  /// Who speaks in an item; nil for a message of nobody.
  static func role(of item: JSONValue) -> Role? {
    switch Self(of: item) {
    case .message: messageRole(item["role"])
    case .reasoning, .functionCall, .customToolCall, .localShellCall, .shellCall, .applyPatchCall,
      .toolSearchCall:
      .assistant
    case .functionCallOutput, .customToolCallOutput, .localShellCallOutput, .shellCallOutput,
      .applyPatchCallOutput, .toolSearchOutput:
      .tool
    case .additionalTools, .configurationUpdate: .system
    case .itemReference, .compaction, .compactionTrigger: .user
    case nil: isOfAssistant(item["type"]) ? .assistant : .user
    }
  }

  private static func messageRole(_ role: JSONValue?) -> Role? {
    switch role?.string {
    case "user": .user
    case "assistant": .assistant
    case "system", "developer": .system
    default: nil
    }
  }

  /// What a vendor's own tools were called with, and what came of it, is part of the vendor's answer.
  private static func isOfAssistant(_ type: JSONValue?) -> Bool {
    guard let type = type?.string else { return false }
    return type.hasSuffix("_call")
      || ["mcp_list_tools", "mcp_approval_request", "program", "tool_search_output"].contains(type)
  }
}

// MARK: - Faults

extension ResponsesItemType {
  /// What is wrong with an item, behind the words for its place; nil when it can be read.
  static func complaint(about item: JSONValue) -> String? {
    guard item.kind == .object else { return ": must be an item" }
    guard let type = Self(of: item) else {
      return item["type"]?.kind == .string ? nil : ".type: a text is required"
    }
    if case .message = type { return complaint(aboutMessage: item) }
    let missing = type.requiredTexts.first { item.member($0)?.kind != .string }
    return missing.map { ".\($0): a text is required" }
  }

  private static func complaint(aboutMessage item: JSONValue) -> String? {
    guard messageRole(item["role"]) != nil else {
      return #".role: must be "user", "assistant", "system" or "developer""#
    }
    switch item["content"]?.kind {
    case nil, .null, .string, .array: return nil
    default: return ".content: must be a text or a list of parts"
    }
  }

  /// The members without which an item of this type has no meaning.
  private var requiredTexts: [String] {
    switch self {
    case .functionCall, .customToolCall: ["call_id", "name"]
    case .functionCallOutput, .customToolCallOutput, .shellCall, .shellCallOutput, .applyPatchCall,
      .applyPatchCallOutput:
      ["call_id"]
    case .itemReference: ["id"]
    case .message, .reasoning, .localShellCall, .localShellCallOutput, .toolSearchCall, .toolSearchOutput,
      .additionalTools, .configurationUpdate, .compaction, .compactionTrigger:
      []
    }
  }
}
