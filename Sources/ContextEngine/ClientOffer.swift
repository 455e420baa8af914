import Conversations
import Tokens
import Wire

/// The system prompt and the tools as a client sends them, as far as it must be known whether they have changed.
struct ClientOffer: Sendable, Equatable {
  /// The text of the system prompt, without the line of attribution that changes with every request.
  var system: String
  /// The tools by name: what each says of itself. Of two with one name the first.
  var tools: [String: Fingerprint]
  /// The tokens of both as they came, with what the template adds for them.
  var tokens: Int

  /// What a request offers; `tokens` is still 0.
  init(of draft: ContextDraft) {
    let texts = draft.system.compactMap { if case .text(let text) = $0 { text } else { nil } }
    system = texts.filter { !$0.hasPrefix(BillingLine.prefix) }.joined(separator: "\n\n")
    tools = [:]
    tokens = 0
    for tool in draft.tools where tools[tool.name] == nil { tools[tool.name] = Self.name(of: tool) }
  }

  /// What was remembered of one.
  init(system: String, tools: [String: Fingerprint], tokens: Int) {
    self.system = system
    self.tools = tools
    self.tokens = tokens
  }

  /// Counts what a request offers, as a prompt would hold it of which nothing is left out.
  ///
  /// - Parameter used: the tools that have been found, of those that wait to be found by a search.
  mutating func count(_ draft: ContextDraft, used: [String], counting counter: inout PromptCounter) {
    let texts = draft.system.compactMap { if case .text(let text) = $0, !text.isEmpty { text } else { nil } }
    let offered = draft.tools.filter { !$0.isDeferred || used.contains($0.name) }
    let template = counter.template
    tokens = template.tokens(messages: texts.isEmpty ? 0 : 1, tools: offered.count) - template.fixed
    tokens += counter.count(texts.joined(separator: "\n\n"))
    for tool in offered {
      tokens += tool.source.withBytes { counter.count(String(decoding: $0, as: UTF8.self), as: .json) }
    }
  }

  private static func name(of tool: ToolDefinition) -> Fingerprint {
    var bytes = Array((tool.description ?? "").utf8)
    bytes.append(0)
    // A tool without a schema is the vendor's: of its source only marks for the vendor's cache may change.
    bytes.append(contentsOf: (tool.vendorType ?? "").utf8)
    bytes.append(0)
    tool.schema?.withBytes { bytes.append(contentsOf: $0) }
    return Fingerprint(of: bytes)
  }
}
