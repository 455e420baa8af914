import Conversations

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
  /// A result that shows what a file holds is not cut to less than this for the sake of a share of a large span.
  private static let generous = 2_000
  /// What it may take of a large span.
  private static let largeShare = 0.1
  /// The arguments of a call, of the span.
  private static let callShare = 0.15
  /// What the assistant says, of the span: its long texts repeat what the steps before them found.
  private static let assistantShare = 0.1
  /// All results of one message, of the span: beside them the prompt must still hold what they were asked for.
  private static let turnShare = 0.4

  /// The caps within a span. The shares are those at which recorded sessions had most of what later edits were made from
  /// for the tokens that had to be read anew.
  init(settings: ContextSettings, span: Int) {
    func share(_ share: Double) -> Int { max(Self.least, Int(share * Double(span))) }
    fileResult = min(share(settings.resultCap), max(Self.generous, share(Self.largeShare)))
    otherResult = max(Self.least, Int(settings.outputCap * Double(fileResult)))
    call = share(Self.callShare)
    assistantText = share(Self.assistantShare)
    turn = share(Self.turnShare)
  }

  /// The cap for the result of a call.
  func cap(of use: ToolUse?, isFailure: Bool) -> Int {
    if let use, case .read = use.kind { return fileResult }
    return isFailure ? min(fileResult, 2 * otherResult) : otherResult
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
