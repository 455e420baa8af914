import Conversations
import Wire

/// How long an answer may become.
enum OutputLimit {
  /// The least room an answer is given, in tokens, where the estimate of the prompt leaves less: the estimate is on
  /// the safe side, and the server judges.
  private static let leastRoom = 256

  /// For so many tokens of a prompt one more is kept free, because the backend may count it as longer than it was counted
  /// here. Measured on sessions with a foreign tokenizer: covers nearly all, once its counts have been learned.
  private static let tokensPerSpare = 32

  /// What a prompt leaves of a window, in tokens; nil where the window is not known.
  static func room(in window: ContextWindow?, besides prompt: Int) -> Int? {
    window.map { $0.tokens - prompt - prompt / tokensPerSpare }
  }

  /// The most tokens that are asked for; nil leaves it to the backend.
  ///
  /// - Parameters:
  ///   - asked: what the client asked for.
  ///   - room: tokens of the window that the prompt leaves; nil when the window is not known.
  static func tokens(asked: Int?, room: Int?) -> Int? { asked.map { tokens($0, room: room) } }

  /// What is asked for, as far as there is room. Agents ask for 32,000 tokens and more, which prompt and answer together
  /// would never fit locally.
  static func tokens(_ asked: Int, room: Int?) -> Int { max(1, min(asked, max(leastRoom, room ?? asked))) }

  /// What stands in place of a client's own limit for which the prompt leaves no room: servers that run here refuse it. A
  /// vendor knows its own window better. Nil where the limit stays.
  static func lowered(_ limit: JSONValue, for target: Target, besides prompt: Int) -> [UInt8]? {
    guard target.isLocal, let room = room(in: target.window, besides: prompt), let asked = limit.int,
      let given = tokens(asked: asked < 0 ? nil : asked, room: room), given < asked
    else { return nil }
    return Array(String(given).utf8)
  }
}
