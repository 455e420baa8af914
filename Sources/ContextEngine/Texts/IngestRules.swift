import Conversations
import Tokens

/// What becomes of a result's text when it is forwarded for the first time. Depends on the text and its call alone.
struct IngestRules: Sendable {
  /// The most tokens of a result.
  let cap: Int

  /// Rules that cut results of more than so many tokens.
  init(cap: Int) { self.cap = cap }

  /// What of a text that is cut comes from its beginning.
  private static let head = 0.65

  /// What is forwarded in place of a text; nil when it is forwarded as it is.
  func ingested(
    _ text: String, of use: ToolUse?, isFailure: Bool, counting counter: inout PromptCounter
  ) -> IngestedText? {
    let capped = TextCap.capped(
      text, toTokens: cap, head: Self.head, keepingErrors: use?.showsContent != true,
      wayBack: StubText.wayBack(of: use), counting: &counter)
    guard capped.utf8.count < text.utf8.count else { return nil }
    return IngestedText(text: capped, state: .capped, tokens: counter.count(capped, as: .code))
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
