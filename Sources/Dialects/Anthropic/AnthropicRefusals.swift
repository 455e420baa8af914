import Conversations
import Wire

/// What a vendor that imitates Anthropic's API refuses of a request that is Anthropic's own.
struct AnthropicRefusals {
  private let quirks: AnthropicQuirks

  init(by quirks: AnthropicQuirks) { self.quirks = quirks }

  private var areNone: Bool {
    quirks.acceptsBillingLine && quirks.acceptsVendorTools && quirks.acceptsCustomType
  }

  /// The body without it, otherwise byte for byte; each loss that matters becomes a note.
  func leftOut(of body: [UInt8], _ notes: inout [String]) -> [UInt8] {
    guard !areNone, let request = try? JSONDocument(parsing: body).root else { return body }
    let lines = request["system"].map { Array($0.elements) } ?? []
    let tools = request["tools"].map { Array($0.elements) } ?? []
    let refusedLines = lines.map(isRefused(line:))
    let refusedTools = tools.map(isRefused(tool:))
    let hasNoSystem = !lines.isEmpty && !refusedLines.contains(false)
    let hasNoTools = !tools.isEmpty && !refusedTools.contains(false)
    var splices = ByteSplices()
    splices.edit(
      request,
      removing: { key in
        key.isString("system") && hasNoSystem
          || (key.isString("tools") || key.isString("tool_choice")) && hasNoTools
      })
    if !hasNoSystem, let system = request["system"] {
      splices.edit(system, removing: { line, _ in refusedLines[line] })
    }
    if !hasNoTools, let list = request["tools"] {
      splices.edit(list, removing: { tool, _ in refusedTools[tool] })
    }
    for (tool, isRefused) in zip(tools, refusedTools) {
      if isRefused {
        notes.append("tool \(tool["type"]?.string ?? "") left out: this backend does not know it")
      } else if !quirks.acceptsCustomType {
        splices.edit(tool, removing: { $0.isString("type") })
      }
    }
    return splices.applied(to: body)
  }

  private func isRefused(line: JSONValue) -> Bool {
    !quirks.acceptsBillingLine && line["text"]?.string?.hasPrefix(BillingLine.prefix) == true
  }

  private func isRefused(tool: JSONValue) -> Bool {
    guard !quirks.acceptsVendorTools, let type = tool["type"]?.string else { return false }
    return type != "custom"
  }
}
