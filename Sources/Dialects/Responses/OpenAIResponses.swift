import Conversations
import Wire

/// OpenAI's Responses API: how its clients are understood and answered, and how its backends are spoken to.
///
/// Every object is treated as open: fields, items and header values this program does not know travel as they came.
/// A request is refused only where it has no meaning.
public struct OpenAIResponses: ClientDialect {
  /// Identities of items that were read before; agents send their whole history with every turn.
  let memo: FingerprintMemo
  /// What a backend's models take.
  let quirks: ResponsesQuirks
  /// Where ids of answers and of their items come from.
  public let ids: IDSource

  /// The dialect with an empty memory, as one kind of backend speaks it.
  public init(quirks: ResponsesQuirks = .openAI, ids: IDSource = .random) {
    memo = FingerprintMemo()
    self.quirks = quirks
    self.ids = ids
  }

  /// The dialect.
  public var name: DialectName { .openAIResponses }
}
