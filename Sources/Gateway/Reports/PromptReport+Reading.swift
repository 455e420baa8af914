import Conversations
import Store
import Wire

extension PromptReport {
  /// The figures of a report.
  init(_ report: ContextReport) {
    self.init(
      originalTokens: report.originalTokens, sentTokens: report.sentTokens, window: report.window.tokens,
      windowSource: report.window.source.rawValue, limit: report.limit, reserve: report.reserve,
      strippedParts: report.strippedParts, droppedMessages: report.droppedMessages,
      epoch: report.epoch?.rawValue, epochs: report.epochs, blocks: nil)
  }

  /// The figures and the blocks of a report, with the words that stand for others.
  init(wholeOf report: ContextReport) {
    self.init(report)
    blocks = report.blocks.map { Block($0, words: nil) }
  }

  /// The figures and the blocks of a turn; nil when its request went out untouched.
  init?(_ turn: TurnContents, withWords: Bool) {
    guard let report = turn.record.context else { return nil }
    self.init(report)
    blocks = report.blocks.map { block in
      Block(block, words: withWords ? turn.words(of: block) : nil)
    }
  }
}

extension PromptReport.Block {
  fileprivate init(_ block: ContextBlock, words: [MessageReport.Part]?) {
    self.init(
      origin: Origin(block.origin), messages: block.origin.messages, part: block.part.map { $0 + 1 },
      label: block.label, state: State(block.state), tokens: block.tokens,
      originalTokens: block.originalTokens, isChanged: block.isChanged, text: block.text, words: words)
  }
}

extension PromptReport.Block.Origin {
  fileprivate init(_ origin: ContextBlock.Origin) {
    switch origin {
    case .system: self = .system
    case .tools: self = .tools
    case .gateway: self = .gateway
    case .messages: self = .messages
    }
  }
}

extension PromptReport.Block.State {
  fileprivate init(_ state: ContextBlock.State) {
    switch state {
    case .full: self = .full
    case .capped: self = .capped
    case .stub: self = .stub
    case .dropped: self = .dropped
    case .digest: self = .digest
    }
  }
}

extension ContextBlock.Origin {
  /// The messages as they are counted for people, from 1.
  fileprivate var messages: ClosedRange<Int>? {
    guard case .messages(let range) = self else { return nil }
    return range.lowerBound + 1...range.upperBound + 1
  }
}

extension TurnContents {
  /// What the model read of a block: what stood in its place, or else what the client sent.
  fileprivate func words(of block: ContextBlock) -> [MessageReport.Part] {
    if case .dropped = block.state { return [] }
    if let text = block.text { return [.text(text)] }
    switch block.origin {
    case .system: return [.text(systemText)]
    case .tools: return [.text(String(decoding: tools ?? [], as: UTF8.self))]
    case .gateway: return []
    case .messages(let range):
      return range.clamped(to: messages).flatMap { words(ofMessage: $0, part: block.part) }
    }
  }

  private func words(ofMessage index: Int, part: Int?) -> [MessageReport.Part] {
    let parts = MessageReport.partsByPlace(of: messages[index].body, dialect: record.dialect)
    guard let part else { return parts.flatMap { $0 } }
    return parts.indices.contains(part) ? parts[part] : []
  }

  /// The system prompt as text; empty when there was none.
  var systemText: String {
    (try? RecordedRequest(of: self).systemText) ?? ""
  }
}

extension ClosedRange<Int> {
  /// The indices of the range that a list has: what is stored may be damaged.
  fileprivate func clamped(to list: [StoredMessage]) -> Range<Int> {
    Range(self).clamped(to: list.indices)
  }
}
