import Conversations
import Wire

/// How to find out what one model is like, at a server that loads models with the window a request names.
///
/// Like `ServerProbe` it decides and does not act.
struct ModelProbe: Sendable {
  /// A question: a path below the server's base URL, and a body where it is to be posted.
  struct Question: Sendable {
    var path: String
    var body: [UInt8] = []
  }

  /// The ids under which a server may list a model that is asked for under this name.
  let ids: @Sendable (_ model: String) -> [String]
  /// Whether a model's name says that the server has somebody else run it.
  let isRemote: @Sendable (_ model: String) -> Bool
  /// What tells which models are loaded, and with which windows. Asked every time: others may load them too.
  let loaded: Question
  /// What tells the facts of a model, which stay as they are.
  let facts: @Sendable (_ model: String) -> Question
  /// The window with which a model is loaded, by the answer to `loaded`; nil where it is not.
  let readLoaded: @Sendable (_ model: String, ProbeAnswer) -> ContextWindow?
  /// The facts in the answer to `facts`; nil where it has none.
  let readFacts: @Sendable (ProbeAnswer) -> ModelFacts?
}
