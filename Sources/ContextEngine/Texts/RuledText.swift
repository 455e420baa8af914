import Conversations

/// A result's text on its way through the rules that lose nothing, or next to nothing.
struct RuledText {
  private var bytes: [UInt8]
  /// Whether elements of a list are missing.
  private(set) var isCut = false

  private static let blank = Array("[ctxgw: nothing but blanks]".utf8)

  /// A text as it came.
  init(_ text: String) { bytes = Array(text.utf8) }

  /// The text as it is.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether it has become shorter than it came.
  func isShorter(than text: String) -> Bool { bytes.count < text.utf8.count }

  /// Applies the rules for the results of a call.
  mutating func apply(to use: ToolUse?, isFailure: Bool) {
    switch use?.kind {
    case .read: readFile(by: use?.command)
    case .search:
      bytes = SearchHits.grouped(TerminalNoise.removed(from: bytes))
    case .edit where !isFailure, .write where !isFailure: bytes = EditReceipt.shortened(bytes) ?? bytes
    case .question, .edit, .write: break
    case .shell, .list, .todo, .subAgent, .other, nil: printed()
    }
  }

  private mutating func readFile(by command: String?) {
    if command != nil { bytes = ShellEnvelope.opened(bytes) ?? bytes }
    let lines = TextLines(bytes)
    if let gutter = NumberGutter(of: lines) { bytes = gutter.removed(from: lines) }
    Reminders.removeBoilerplate(from: &bytes)
  }

  private mutating func printed() {
    bytes = TerminalNoise.removed(from: bytes)
    if let output = ShellEnvelope.opened(bytes) { bytes = TerminalNoise.removed(from: output) }
    if let json = CompactJSON(bytes) {
      bytes = json.bytes
      isCut = json.isCut
    } else {
      bytes = RepeatedLines.folded(bytes)
    }
    // An empty result is one that some templates leave out.
    if bytes.isEmpty { bytes = Self.blank }
  }
}
