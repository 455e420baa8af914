import Gateway

/// The forwarded prompt of a turn, from front to end: a table of its blocks, or the blocks with their words where those
/// are there. What is new, or other than in the prompt before, is marked.
struct PromptBlock {
  let prompt: PromptReport

  private static let mark = "*"
  private static let legend = "* is new, or other than in the prompt before"

  /// The prompt, each line ending in a line feed.
  func text(on canvas: Canvas) -> String {
    let blocks = prompt.blocks ?? []
    let legend = blocks.contains(where: \.isChanged) ? canvas.line((Self.legend, .dim)) + "\n" : ""
    guard blocks.contains(where: { $0.words != nil }) else {
      return table(of: blocks).text(on: canvas) + legend
    }
    return blocks.map { text(of: $0, on: canvas) }.joined() + canvas.line((total, .bold)) + "\n" + legend
  }

  // MARK: Without words

  private func table(of blocks: [PromptReport.Block]) -> Table {
    var table = Table([
      .init(title: ""), .init(title: "PLACE"), .init(title: "STATE"), .init(title: "TOKENS", isFigure: true),
      .init(title: "ORIGINAL", isFigure: true), .init(title: "WHAT", least: 8),
    ])
    for block in blocks { table.append(row(of: block)) }
    let totals = [prompt.sentTokens, prompt.originalTokens].map { Table.Cell(Phrases.grouped($0), .bold) }
    table.append([.init(""), .init("total", .bold), .init("")] + totals + [.init("")])
    return table
  }

  private func row(of block: PromptReport.Block) -> [Table.Cell] {
    [
      .init(block.isChanged ? Self.mark : "", .green),
      .init(block.place),
      .init(block.state.rawValue, block.state.style),
      .init(Phrases.grouped(block.tokens)),
      .init(block.originalTokens.map(Phrases.grouped) ?? "", .dim),
      .init(block.label.onOneLine),
    ]
  }

  // MARK: With words

  private func text(of block: PromptReport.Block, on canvas: Canvas) -> String {
    let heading = canvas.line(
      (block.isChanged ? Self.mark + " " : "", .green), (block.place, .bold), ("  ", .plain),
      (block.state.rawValue, block.state.style), ("  \(size(of: block))", .dim),
      ("  \(block.label.onOneLine)", .plain))
    let words = (block.words ?? []).flatMap { PartBlock(part: $0).lines(on: canvas) }
    return ([heading] + words).map { $0 + "\n" }.joined()
  }

  private func size(of block: PromptReport.Block) -> String {
    guard let original = block.originalTokens, original != block.tokens else {
      return Phrases.count(block.tokens, "token")
    }
    return "\(Phrases.grouped(block.tokens)) of \(Phrases.count(original, "token"))"
  }

  private var total: String {
    "total  \(Phrases.grouped(prompt.sentTokens)) of \(Phrases.count(prompt.originalTokens, "token"))"
  }
}

extension PromptReport.Block {
  /// Where it stands: `system`, `tools`, `gateway`, messages `2-45`, the second part of message 46 `46.2`.
  fileprivate var place: String {
    guard let messages else { return origin.rawValue }
    let last = messages.count > 1 ? "-\(messages.upperBound)" : ""
    return "\(messages.lowerBound)\(last)\(part.map { ".\($0)" } ?? "")"
  }
}

extension PromptReport.Block.State {
  fileprivate var style: Style {
    switch self {
    case .full: .plain
    case .capped, .stub: .yellow
    case .dropped: .red
    case .digest: .cyan
    }
  }
}
