import Conversations

/// An answer that broke off in the middle of its text, and that another target is asked to finish.
struct Resumption: Sendable {
  /// The most of a text that is given to another target, in bytes: beyond, it would take the room of what is still to be
  /// said.
  private static let longestText = 64 << 10

  /// The answer as far as it has come, its last part still open.
  let answer: Answer
  private let text: String

  /// The resumption of an answer; nil for one that is no text, or whose text has ended. What a tool call lacks nobody can
  /// add, and who has begun to reason must end it.
  init?(of answer: Answer) {
    guard answer.isInsidePart, !answer.isShortened, case .text(let bytes)? = answer.parts.last,
      !bytes.isEmpty,
      bytes.count <= Self.longestText, answer.parts.dropLast().allSatisfy(\.isReasoningOrText)
    else { return nil }
    self.answer = answer
    text = answer.parts.map(\.text).joined()
  }

  /// A plan with what the target is told of it besides.
  func added(to plan: ContextPlan, ofMessages count: Int) -> ContextPlan {
    var plan = plan
    plan.insertions.append(ContextInsertion(place: count - 1, text: words))
    return plan
  }

  private var words: String {
    """
    [Your answer to this was interrupted. What the user has been shown of it stands between the lines; go on from exactly \
    where it ends, in the middle of the sentence or word if it ends there. Say nothing of it again and nothing about the \
    interruption.]
    -----
    \(text)
    -----
    """
  }
}

extension Answer.Part {
  fileprivate var isReasoningOrText: Bool {
    switch self {
    case .text, .thinking, .redactedThinking: true
    case .toolCall, .other: false
    }
  }

  fileprivate var text: String {
    if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { "" }
  }
}
