import Conversations
import Wire

/// What a client is shown of reasoning.
enum AnthropicReasoning: Equatable {
  /// The text.
  case shown
  /// Blocks without their text (`thinking.display: omitted`).
  case emptied
  /// Nothing. A client that did not ask for thinking takes the first block for the answer.
  case hidden

  /// What the client of a request has asked to be shown.
  init(askedBy request: ChatRequest) {
    let thinking = request.document.root["thinking"]
    self =
      switch thinking?["type"]?.string {
      case nil, "disabled": .hidden
      default: thinking?["display"]?.isString("omitted") == true ? .emptied : .shown
      }
  }
}
