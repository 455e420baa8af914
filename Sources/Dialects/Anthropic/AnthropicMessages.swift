import Conversations
import Wire

/// Anthropic's Messages API: how its clients are understood and answered, and how its backends are spoken to.
///
/// Every object is treated as open: fields, parts and header values this program does not know travel as they came.
/// A request is refused only where it has no meaning.
public struct AnthropicMessages: ClientDialect {
  /// Identities of messages that were read before; agents send their whole history with every turn.
  let memo: FingerprintMemo
  /// Where ids of answers come from.
  public let ids: IDSource
  /// What the backend takes.
  let quirks: AnthropicQuirks

  /// The dialect with an empty memory.
  ///
  /// - Parameter quirks: what the backend takes; of no concern to clients.
  public init(quirks: AnthropicQuirks = .anthropic, ids: IDSource = .random) {
    self.init(quirks: quirks, ids: ids, memo: FingerprintMemo())
  }

  private init(quirks: AnthropicQuirks, ids: IDSource, memo: FingerprintMemo) {
    self.memo = memo
    self.ids = ids
    self.quirks = quirks
  }

  /// The same dialect, and the same memory, for a backend that takes other things.
  public func speaking(to quirks: AnthropicQuirks) -> AnthropicMessages {
    AnthropicMessages(quirks: quirks, ids: ids, memo: memo)
  }
}
