import Conversations
import Tokens
import Wire

/// Makes system prompt and tools small enough, and no smaller.
struct FixedPartLadder {
  /// What Claude Code's line of attribution begins with, which means something to Anthropic only and changes.
  private static let billingLine = "x-anthropic-billing-header:"
  /// The most that is left of a system prompt beside only four tools, in tokens.
  private static let shortestSystem = 400

  private let wording: ToolWording
  private let settings: ContextSettings

  /// A ladder.
  init(texts: ToolTexts, settings: ContextSettings) {
    wording = ToolWording(texts: texts)
    self.settings = settings
  }

  /// What is forwarded of a system prompt and of tools: the first rung that fits, else the last one.
  ///
  /// - Parameters:
  ///   - used: tools that must be offered: those called before, forced, or asked for.
  ///   - earlier: what was decided for this session before: it goes on from there. What was offered stays, in its
  ///     place and worded as before; what is new stands behind it.
  ///   - room: the most tokens it should take.
  func fitted(
    system: [ContentPart], tools: [ToolDefinition], used: [String], after earlier: FixedPart?, into room: Int,
    counting: inout PromptCounter
  ) -> FixedPart {
    let request = Request(system: system, tools: tools, used: used, earlier: earlier, room: room)
    guard settings.compactTools else { return part(of: request, at: .asSent, counting: &counting).part }
    var smallest: FixedPart?
    for rung in FixedPart.Rung.allCases where rung >= earlier?.rung ?? .asSent {
      let (part, isGood) = part(of: request, at: rung, counting: &counting)
      if isGood, part.tokens <= room { return part }
      smallest = part
    }
    return smallest ?? part(of: request, at: .names, counting: &counting).part
  }

  /// A request's fixed part as it came, and what it is to become.
  private struct Request {
    let texts: [String]
    let source: Fingerprint
    /// By name; of two with the same name only the first can be called.
    let tools: [ToolDefinition]
    let used: [String]
    let earlier: FixedPart?
    let room: Int

    init(system: [ContentPart], tools: [ToolDefinition], used: [String], earlier: FixedPart?, room: Int) {
      texts = system.compactMap { if case .text(let text) = $0, !text.isEmpty { text } else { nil } }
      source = Fingerprint(of: Array(texts.joined(separator: "\n\n").utf8))
      var names: Set<String> = []
      self.tools = tools.filter { names.insert($0.name).inserted }
      self.used = used
      self.earlier = earlier
      self.room = room
    }
  }

  /// The fixed part at a rung, and whether enough of the system prompt is left for that rung.
  private func part(
    of request: Request, at rung: FixedPart.Rung, counting: inout PromptCounter
  ) -> (part: FixedPart, isGood: Bool) {
    let choice = ToolChoice(of: request.tools, used: request.used, after: request.earlier, at: rung)
    let (tools, toolTokens) = offer(choice, of: request, at: rung, counting: &counting)
    let line = FurtherTools.line(naming: choice.dropped, toTokens: request.room / 10, counting: &counting)
    let system = system(
      of: request, beside: line, at: rung, into: request.room - toolTokens, counting: &counting)
    let part = FixedPart(
      system: system.edit, tools: tools, systemTokens: system.tokens, toolTokens: toolTokens,
      offered: choice.offered, droppedTools: choice.dropped, rung: rung, systemSource: request.source)
    return (part, system.isGood)
  }

  // MARK: Tools

  private func offer(
    _ choice: ToolChoice, of request: Request, at rung: FixedPart.Rung, counting: inout PromptCounter
  ) -> (edit: ContextPlan.FixedEdit<[OfferedTool]>, tokens: Int) {
    let byName = Dictionary(uniqueKeysWithValues: request.tools.map { ($0.name, $0) })
    var offered: [OfferedTool] = []
    var tokens = 0
    for tool in choice.offered.compactMap({ byName[$0] }) {
      let wording = wording.offered(tool, at: rung, counting: &counting)
      tokens += self.wording.tokens(of: wording, tool, counting: &counting)
      offered.append(wording)
    }
    let template = counting.template
    tokens += template.tokens(messages: 0, tools: offered.count) - template.fixed
    let asSent = request.tools.filter { !$0.isDeferred }.map(\.name)
    return (rung == .asSent && choice.offered == asSent ? .keep : .replace(offered), tokens)
  }

  // MARK: System prompt

  private struct System {
    var edit: ContextPlan.FixedEdit<String>
    var tokens: Int
    var isGood = true
  }

  private func system(
    of request: Request, beside line: String, at rung: FixedPart.Rung, into room: Int,
    counting: inout PromptCounter
  ) -> System {
    let kept = request.texts.filter { !$0.hasPrefix(Self.billingLine) }
    let whole = Self.joined(kept, line)
    let wholeTokens = counting.count(whole)
    guard rung >= .extract, wholeTokens > room else {
      let isKept = line.isEmpty && kept.count == request.texts.count
      return System(edit: isKept ? .keep : .replace(whole), tokens: wholeTokens)
    }
    if let earlier = reusable(request, beside: line, at: rung, room) { return earlier }
    let cap = min(room - counting.count(line) - 1, rung >= .four ? Self.shortestSystem : .max)
    let extract = SystemExtract(of: kept, memoryQuota: settings.memoryQuota)
    let text = Self.joined([extract.text(toTokens: cap, counting: &counting)], line)
    return System(
      edit: .replace(text), tokens: counting.count(text),
      isGood: Double(room) >= rung.leastSystemShare * Double(request.room))
  }

  /// What was forwarded before, where the system prompt and the tools to be named are the same.
  private func reusable(
    _ request: Request, beside line: String, at rung: FixedPart.Rung, _ room: Int
  ) -> System? {
    guard let earlier = request.earlier, earlier.rung == rung, earlier.systemSource == request.source,
      earlier.systemTokens <= room, case .replace(let text) = earlier.system, text.hasSuffix(line)
    else { return nil }
    return System(edit: earlier.system, tokens: earlier.systemTokens)
  }

  private static func joined(_ texts: [String], _ line: String) -> String {
    (texts + [line]).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

/// The line that names tools which are not on offer.
enum FurtherTools {
  private static let opening = "Further tools exist; to use one, call it by its name: "

  /// The line, naming as many as there is room for; empty without such tools.
  static func line(naming names: [String], toTokens cap: Int, counting: inout PromptCounter) -> String {
    var left = cap - counting.count(opening)
    let named = names.prefix { name in
      left -= counting.count(name + ", ")
      return left >= 0
    }
    guard !named.isEmpty else { return "" }
    let rest = names.count - named.count
    return opening + named.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more." : ".")
  }
}

extension FixedPart.Rung {
  /// How much of the room must be left for the system prompt; with less, tools give way first.
  fileprivate var leastSystemShare: Double {
    switch self {
    case .asSent, .canonical, .brief, .four, .names: 0
    case .extract: 1 / 3
    case .core, .terse: 1 / 4
    }
  }
}
