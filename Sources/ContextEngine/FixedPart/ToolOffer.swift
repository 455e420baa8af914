import Conversations
import Tokens

/// Tools worded for the prompt at a rung, and what they take.
struct ToolOffer {
  /// Which they are.
  private(set) var choice: ToolChoice
  /// What they take, with what the template adds for tools.
  private(set) var tokens = 0

  private let tools: [String: ToolDefinition]
  private let wording: ToolWording
  private let rung: FixedPart.Rung
  private var worded: [String: OfferedTool] = [:]

  /// What must be offered of tools, each of another name.
  init(
    _ choice: ToolChoice, of tools: [ToolDefinition], at rung: FixedPart.Rung, wording: ToolWording,
    counting: inout PromptCounter
  ) {
    self.choice = choice
    self.tools = Dictionary(uniqueKeysWithValues: tools.map { ($0.name, $0) })
    self.wording = wording
    self.rung = rung
    for name in choice.offered { add(name, atMost: .max, counting: &counting) }
  }

  /// The tools, in the order of the prompt.
  var offered: [OfferedTool] { choice.offered.compactMap { worded[$0] } }

  /// Offers as many more as there is room for, the most needed first.
  ///
  /// - Parameters:
  ///   - room: what all may take, in tokens.
  ///   - most: what they may take as long as they are too few to work with.
  mutating func fill(_ room: Int, orAtMost most: Int, counting: inout PromptCounter) {
    for name in choice.spare {
      add(name, atMost: worded.count < CoreTools.fewest ? max(room, most) : room, counting: &counting)
    }
  }

  private mutating func add(_ name: String, atMost cap: Int, counting: inout PromptCounter) {
    guard let tool = tools[name] else { return }
    let template = counting.template
    let around = template.tool + (worded.isEmpty ? template.toolPreamble : 0)
    guard tokens + around <= cap else { return }
    let offered = wording.offered(tool, at: rung, counting: &counting)
    let needed = around + wording.tokens(of: offered, tool, counting: &counting)
    guard tokens + needed <= cap else { return }
    tokens += needed
    worded[name] = offered
    choice.offer(name)
  }
}
