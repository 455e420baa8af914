/// The most that parts take when they are forwarded for the first time, in tokens as they are counted.
struct IngestCaps: Sendable, Equatable {
  /// A result that shows what a file holds: what edits are made from.
  let fileResult: Int
  /// Any other result.
  let otherResult: Int
  /// The arguments of a call.
  let call: Int
  /// A text of the assistant's.
  let assistantText: Int
  /// All results of one message.
  let turn: Int

  /// Nothing is cut to less, however small the span is.
  private static let least = 128
  /// What the assistant says, of the span: its long texts repeat what the steps before them found.
  private static let assistantShare = 0.12
  /// All results of one message, of the span: beside them the prompt must still hold what they were asked for.
  private static let turnShare = 0.4

  /// The caps within a span.
  init(settings: ContextSettings, span: Int) {
    func share(_ share: Double) -> Int { max(Self.least, Int(share * Double(span))) }
    fileResult = share(settings.resultCap)
    otherResult = share(settings.outputCap)
    call = share(settings.resultCap)
    assistantText = share(Self.assistantShare)
    turn = share(Self.turnShare)
  }

  /// The cap for the result of a call.
  func cap(of use: ToolUse?) -> Int {
    guard let use, case .read = use.kind else { return otherResult }
    return fileResult
  }
}

/// Shares a room among several that would like more: those that need little get it, the others get the same.
enum WaterLevel {
  /// The most that each may take so that all fit; the largest of them when they do.
  static func level(of amounts: [Int], into room: Int) -> Int {
    var left = room
    let sorted = amounts.sorted()
    for (index, amount) in sorted.enumerated() {
      let share = left / (sorted.count - index)
      if amount > share { return share }
      left -= amount
    }
    return sorted.last ?? room
  }
}
