import Gateway

/// One part of a message or of a prompt, indented under what it belongs to. On a terminal a long one is wrapped and cut;
/// into a pipe it goes whole.
struct PartBlock {
  /// Lines of one part that are shown on a terminal.
  static let mostLines = 16

  let part: MessageReport.Part

  /// The part's lines, without line feeds.
  func lines(on canvas: Canvas) -> [String] {
    switch part {
    case .text(let text): block(text, .plain, on: canvas)
    case .thinking(let text): label("thinking", .dim, canvas) + block(text, .dim, on: canvas)
    case .toolCall(let name, let input):
      label("calls \(name.onOneLine)", .yellow, canvas) + block(input, .plain, on: canvas)
    case .toolResult(let text, let isError):
      label(isError ? "result (failed)" : "result", isError ? .red : .green, canvas)
        + block(text, .plain, on: canvas)
    case .note(let text): label("[\(text.onOneLine)]", .dim, canvas)
    }
  }

  private func label(_ text: String, _ style: Style, _ canvas: Canvas) -> [String] {
    [canvas.line(("  ", .plain), (text, style))]
  }

  private func block(_ text: String, _ style: Style, on canvas: Canvas) -> [String] {
    var lines = text.withoutControls.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    guard let width = canvas.width else { return lines.flatMap { label($0, style, canvas) } }
    // One line more than is shown tells whether there is more; a long part is not laid out to its end.
    let most = Self.mostLines + 1
    let wrapped = lines.lazy.flatMap { $0.wrapped(to: max(1, width - 2), atMost: most) }
    var shown = Array(wrapped.prefix(most))
    let isCut = shown.count > Self.mostLines
    if isCut { shown.removeLast() }
    return shown.flatMap { label($0, style, canvas) }
      + (isCut ? label("… (more in a pipe)", .dim, canvas) : [])
  }
}

extension String {
  /// The first pieces of the line that are no wider than `width` columns each, broken after a blank where there is one.
  func wrapped(to width: Int, atMost limit: Int = .max) -> [String] {
    var pieces: [String] = []
    var rest = self[...]
    repeat {
      var used = 0
      let fitting = rest.prefix { character in
        used += character.displayWidth
        return used <= width
      }
      if fitting.endIndex == rest.endIndex { return pieces + [String(rest)] }
      let blank = fitting.lastIndex(of: " ").map { fitting.index(after: $0) }
      // A character wider than the line stands alone on it.
      let end = blank ?? (fitting.isEmpty ? rest.index(after: rest.startIndex) : fitting.endIndex)
      pieces.append(rest[..<end].trimmedAtEnd)
      rest = rest[end...]
    } while !rest.isEmpty && pieces.count < limit
    return pieces
  }
}

extension Substring {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
