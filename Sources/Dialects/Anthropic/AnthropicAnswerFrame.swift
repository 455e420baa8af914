import Conversations
import Wire

/// How an answer is dressed for the client that gets it: what the answer itself does not know.
public struct AnthropicAnswerFrame: Sendable {
  /// What the client is shown of reasoning.
  public enum Reasoning: Sendable, Equatable {
    /// The text.
    case shown
    /// Blocks without their text (`thinking.display: omitted`).
    case emptied
    /// Nothing. A client that did not ask for thinking takes the first block for the answer.
    case hidden
  }

  /// The answer's id, made for this answer alone.
  public var id: String
  /// The model as the client asked for it.
  public var model: String
  /// Tokens of the prompt, to be told until the backend has reported its own count.
  public var estimatedInput: Int
  /// What the client is shown of reasoning.
  public var reasoning: Reasoning
  /// What the client is told of a cost that the backend has reported, or that was estimated.
  public var told: @Sendable (Usage) -> Usage

  /// A frame.
  public init(
    id: String, model: String, estimatedInput: Int, reasoning: Reasoning,
    told: @escaping @Sendable (Usage) -> Usage = { $0 }
  ) {
    self.id = id
    self.model = model
    self.estimatedInput = estimatedInput
    self.reasoning = reasoning
    self.told = told
  }
}

extension AnthropicMessages {
  /// The frame of the answer to a request; each call makes another id.
  public func frame(
    answering request: ChatRequest, estimatedInput: Int, told: @escaping @Sendable (Usage) -> Usage = { $0 }
  ) -> AnthropicAnswerFrame {
    AnthropicAnswerFrame(
      id: ids.next("msg_"), model: request.model, estimatedInput: estimatedInput,
      reasoning: reasoning(of: request.document.root["thinking"]), told: told)
  }

  private func reasoning(of thinking: JSONValue?) -> AnthropicAnswerFrame.Reasoning {
    switch thinking?["type"]?.string {
    case nil, "disabled": .hidden
    default: thinking?["display"]?.isString("omitted") == true ? .emptied : .shown
    }
  }
}
