import Conversations
import Tokens
import Wire

/// Makes system prompt and tools small enough, and no smaller.
struct FixedPartLadder {
  /// The most and the least that is left of a system prompt beside as many tools as fit, in tokens.
  private static let shortestSystem = 100...400

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
  ///   - most: the most it may take so that there are tools enough to work with.
  func fitted(
    system: [ContentPart], tools: [ToolDefinition], used: [String], after earlier: FixedPart?, into room: Int,
    orAtMost most: Int, counting: inout PromptCounter
  ) -> FixedPart {
    let request = Request(
      system: system, tools: tools, used: used, earlier: earlier, room: room, most: max(room, most),
      counting: &counting)
    guard settings.compactTools else { return part(of: request, at: .asSent, counting: &counting).part }
    for rung in FixedPart.Rung.allCases where rung >= earlier?.rung ?? .asSent && rung < .names {
      let (part, isGood) = part(of: request, at: rung, counting: &counting)
      if isGood, part.tokens <= (rung < .few ? request.room : request.most) { return part }
    }
    return part(of: request, at: .names, counting: &counting).part
  }

  /// A request's fixed part as it came, and what it is to become.
  private struct Request {
    /// What the system prompt says, and its tokens; without the line of attribution.
    let system: [String]
    let systemTokens: Int
    let isAttributed: Bool
    let source: Fingerprint
    /// By name; of two with the same name only the first can be called.
    let tools: [ToolDefinition]
    let used: [String]
    let earlier: FixedPart?
    let room: Int
    let most: Int
    /// The most that is said of tools that are not on offer.
    var mostForLine: Int { room / 10 }

    init(
      system: [ContentPart], tools: [ToolDefinition], used: [String], earlier: FixedPart?, room: Int,
      most: Int, counting: inout PromptCounter
    ) {
      let texts = system.compactMap { if case .text(let text) = $0, !text.isEmpty { text } else { nil } }
      self.system = texts.filter { !$0.hasPrefix(BillingLine.prefix) }
      systemTokens = counting.count(FixedPartLadder.joined(self.system, ""))
      isAttributed = self.system.count < texts.count
      source = Fingerprint(of: Array(texts.joined(separator: "\n\n").utf8))
      var names: Set<String> = []
      self.tools = tools.filter { names.insert($0.name).inserted }
      self.used = used
      self.earlier = earlier
      self.room = room
      self.most = most
    }
  }

  /// The fixed part at a rung, and whether enough of the system prompt is left for that rung.
  private func part(
    of request: Request, at rung: FixedPart.Rung, counting: inout PromptCounter
  ) -> (part: FixedPart, isGood: Bool) {
    let offer = offer(of: request, at: rung, counting: &counting)
    let room = roomForSystem(of: request, beside: offer.tokens, at: rung)
    let line = FurtherTools.line(
      naming: offer.choice.dropped, toTokens: min(request.mostForLine, room / 2), counting: &counting)
    let system = system(of: request, beside: line, at: rung, into: room, counting: &counting)
    let asSent = request.tools.filter { !$0.isDeferred }.map(\.name)
    let isKept = rung == .asSent && offer.choice.offered == asSent
    let part = FixedPart(
      system: system.edit, tools: isKept ? .keep : .replace(offer.offered), systemTokens: system.tokens,
      toolTokens: offer.tokens, offered: offer.choice.offered, droppedTools: offer.choice.dropped, rung: rung,
      systemSource: request.source)
    return (part, system.isGood)
  }

  // MARK: Tools

  private func offer(
    of request: Request, at rung: FixedPart.Rung, counting: inout PromptCounter
  ) -> ToolOffer {
    let choice = ToolChoice(of: request.tools, used: request.used, after: request.earlier, at: rung)
    var offer = ToolOffer(choice, of: request.tools, at: rung, wording: wording, counting: &counting)
    // What was left out at this rung once is named, and waits until it is asked for.
    let isDecided = request.earlier?.rung == rung
    let system = request.systemTokens + request.mostForLine
    let share = Int(rung.leastSystemShare * Double(request.room))
    offer.fill(
      isDecided ? 0 : request.room - min(system, share),
      orAtMost: request.most - min(system, Self.shortestSystem.lowerBound), counting: &counting)
    return offer
  }

  // MARK: System prompt

  private struct System {
    var edit: ContextPlan.FixedEdit<String>
    var tokens: Int
    var isGood = true
  }

  /// What tools leave to the system prompt. The last tools do not take its last words.
  private func roomForSystem(of request: Request, beside tools: Int, at rung: FixedPart.Rung) -> Int {
    let left = request.room - tools
    guard rung >= .few else { return left }
    return max(left, min(Self.shortestSystem.lowerBound, request.most - tools))
  }

  private func system(
    of request: Request, beside line: String, at rung: FixedPart.Rung, into room: Int,
    counting: inout PromptCounter
  ) -> System {
    let whole = Self.joined(request.system, line)
    let wholeTokens = line.isEmpty ? request.systemTokens : counting.count(whole)
    guard rung >= .extract, wholeTokens > room else {
      let isKept = line.isEmpty && !request.isAttributed
      return System(edit: isKept ? .keep : .replace(whole), tokens: wholeTokens)
    }
    if let earlier = reusable(request, beside: line, at: rung, room) { return earlier }
    let cap = min(room - counting.count(line) - 1, rung >= .few ? Self.shortestSystem.upperBound : .max)
    let extract = SystemExtract(of: request.system, memoryQuota: settings.memoryQuota)
    let text = Self.joined([extract.text(toTokens: cap, counting: &counting)], line)
    return System(
      edit: .replace(text), tokens: counting.count(text),
      isGood: rung >= .few || Double(room) >= rung.leastSystemShare * Double(request.room))
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
  /// How much of the room must be left for the system prompt; with less, tools give way first. The core of a coding agent
  /// is worth more than all but the first rules: without it every second step asks for a tool and the prompt begins anew.
  fileprivate var leastSystemShare: Double {
    switch self {
    case .asSent, .canonical, .brief: 0
    case .extract, .core: 1 / 3
    case .terse, .few, .names: 1 / 8
    }
  }
}
