import Conversations
import Tokens
import Wire

/// Words tools for the prompt, with more or fewer words.
struct ToolWording {
  /// The most that is said of a tool nobody has written a text for, in tokens.
  private static let tokensPerTool = 60
  /// The same where only the core is offered.
  private static let tersestTokens = 30

  let texts: ToolTexts

  /// A tool at a rung.
  func offered(
    _ tool: ToolDefinition, at rung: FixedPart.Rung, counting: inout PromptCounter
  ) -> OfferedTool {
    // A vendor's tool has no schema: there is nothing of it to shorten.
    guard tool.vendorType == nil, let detail = rung.detail else { return OfferedTool(name: tool.name) }
    let entry = detail == .canonical ? nil : texts.entry(for: tool)
    let schema = CompactSchema(detail: detail, words: entry?.arguments)
    return OfferedTool(
      name: tool.name,
      definition: OfferedTool.Definition(
        description: description(of: tool, entry, detail, counting: &counting),
        schema: schema.schema(tool.schema, counting: &counting)))
  }

  /// What a tool on offer takes in the prompt, in tokens, without what the template adds.
  func tokens(of offered: OfferedTool, _ tool: ToolDefinition, counting: inout PromptCounter) -> Int {
    guard let definition = offered.definition else {
      return tool.source.withBytes { counting.count(String(decoding: $0, as: UTF8.self), as: .json) }
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", offered.name)
    writer.field("description", definition.description)
    writer.key("input_schema")
    writer.raw(definition.schema)
    writer.endObject()
    return counting.count(String(decoding: writer.bytes, as: UTF8.self), as: .json)
  }

  private func description(
    of tool: ToolDefinition, _ entry: ToolTexts.Entry?, _ detail: CompactSchema.Detail,
    counting: inout PromptCounter
  ) -> String {
    let description = tool.description ?? ""
    switch detail {
    case .canonical: return description
    case .brief:
      return entry?.text
        ?? BriefText.description(description, toTokens: Self.tokensPerTool, counting: &counting)
    case .terse, .bare:
      return entry?.text
        ?? BriefText.description(description, toTokens: Self.tersestTokens, counting: &counting)
    case .names: return ""
    }
  }
}

extension FixedPart.Rung {
  /// How tools are worded; nil for as the client sent them.
  var detail: CompactSchema.Detail? {
    switch self {
    case .asSent: nil
    case .canonical: .canonical
    case .brief, .extract, .core: .brief
    case .terse: .terse
    case .few: .bare
    case .names: .names
    }
  }
}
