import Gateway

/// One message on the page of a session.
struct MessageBlock {
  let message: MessageReport

  /// The message, each line ending in a line feed.
  func text(on canvas: Canvas) -> String {
    let heading = canvas.line(
      (message.role, message.role == "assistant" ? .cyan : .bold),
      (message.turn.map { "  turn \($0)" } ?? "", .dim))
    let parts = message.parts.flatMap { PartBlock(part: $0).lines(on: canvas) }
    return ([heading] + parts).map { $0 + "\n" }.joined()
  }
}
