import Conversations
import Wire

/// Ollama's own API (`POST /api/chat` and `/api/generate`): how its clients are understood and answered, and how Ollama is
/// spoken to.
public struct OllamaChat: ClientDialect {
  /// Identities of messages that were read before; agents send their whole history with every turn.
  let memo: FingerprintMemo
  /// Where ids come from.
  public let ids: IDSource
  /// How long a server is to keep a model after a request that does not say so itself; nil leaves it to the server.
  let keepAlive: OllamaKeepAlive?

  /// The dialect with an empty memory.
  public init(ids: IDSource = .random, keepAlive: OllamaKeepAlive? = nil) {
    memo = FingerprintMemo()
    self.ids = ids
    self.keepAlive = keepAlive
  }

  /// The dialect.
  public var name: DialectName { .ollamaChat }

}
