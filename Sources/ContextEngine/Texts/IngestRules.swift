import Conversations
import Tokens

/// What becomes of a result's text when it is forwarded for the first time.
///
/// Depends on the text and its call alone, so that it is the same for ever. Rules that lose nothing come first, then the
/// cut. What a tool says is never paraphrased; of a file that was read, nothing is touched but the numbers of its lines,
/// because edits must match it to the letter.
struct IngestRules: Sendable {
  /// The most tokens of a result.
  let cap: Int

  /// Rules that cut results of more than so many tokens.
  init(cap: Int) { self.cap = cap }

  /// What of a text that is cut comes from its beginning.
  private static let head = 0.65

  /// What is forwarded in place of a text; nil when it is forwarded as it is. Always shorter than the text.
  func ingested(
    _ text: String, of use: ToolUse?, isFailure: Bool, counting counter: inout PromptCounter
  ) -> IngestedText? {
    var ruled = RuledText(text)
    ruled.apply(to: use, isFailure: isFailure)
    let isShorter = ruled.isShorter(than: text)
    let clean = isShorter ? ruled.text : text
    guard TextCap.exceeds(clean, cap, &counter) else {
      guard isShorter else { return nil }
      let state = ruled.isCut ? ContextBlock.State.capped : .full
      return IngestedText(text: clean, state: state, tokens: counter.count(clean, as: .code))
    }
    let capped = TextCap.longest(of: Self.cut(clean, of: use), within: cap, &counter)
    return IngestedText(text: capped, state: .capped, tokens: counter.count(capped, as: .code))
  }

  private static func cut(_ text: String, of use: ToolUse?) -> TextCut {
    let lines = TextLines(text)
    let numbering = LineNumbering(of: lines, shownBy: use)
    return TextCut(
      lines, head: head, keepingErrors: use?.showsContent != true, wayBack: StubText.wayBack(of: use),
      numbering: numbering)
  }
}

/// A result's text as it is forwarded.
struct IngestedText: Sendable, Equatable {
  /// What is forwarded.
  var text: String
  /// `full` when it says all that the result said, else `capped`.
  var state: ContextBlock.State
  /// Its tokens.
  var tokens: Int
}
