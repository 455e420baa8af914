import Conversations
import Wire

/// The note in place of a result, or of a call's bulky arguments. The same for the same block, for ever.
enum StubText {
  /// The note in place of a result; the text itself when that is no longer than the note.
  static func result(_ text: String, of use: ToolUse?, isFailure: Bool) -> String {
    let note =
      "[ctxgw: \(opening(of: use)) left out\(outcome(text, of: use, isFailure)).\(sentence(wayBack(of: use)))]"
    return note.utf8.count < text.utf8.count ? note : text
  }

  private static func opening(of use: ToolUse?) -> String {
    guard let use else { return "a tool's output" }
    switch use.kind {
    case .subAgent: return "report of \(use.summary)"
    case .question: return "answer to \(use.summary)"
    default: return "output of \(use.summary)"
    }
  }

  private static func outcome(_ text: String, of use: ToolUse?, _ isFailure: Bool) -> String {
    let size = "; \(TextLines(text).count) lines"
    guard isFailure || use?.kind.rawValue == ToolUse.Kind.shell.rawValue else { return size }
    let status = Failure.exitStatus(in: text).map { "; exit \($0)" } ?? (isFailure ? "; failed" : "")
    guard isFailure else { return status + size }
    return status + "; first error: " + (Failure.firstLine(of: text) ?? text.oneLine(100))
  }

  private static func sentence(_ text: String) -> String { text.isEmpty ? "" : " " + text }

  /// How what a call gave can be had again; empty where it cannot.
  static func wayBack(of use: ToolUse?) -> String {
    guard let use else { return "" }
    if use.command != nil { return "Run it again if you still need it." }
    switch use.kind {
    case .read: return "Call \(use.name) again with offset/limit for the part you need."
    case .search, .list: return "Call \(use.name) again, narrower, if you need it."
    case .edit, .write, .todo, .question: return ""
    case .subAgent, .shell, .other: return "Call \(use.name) again if you still need it."
    }
  }

  /// A call's arguments with bulky texts shortened, a JSON object with the same keys and types; nil when nothing is gained.
  static func input(of call: ToolCall, _ use: ToolUse) -> String? {
    guard let root = try? JSONDocument(parsing: call.input).root, case .object = root.kind else { return nil }
    var writer = ArgumentShortener()
    writer.write(root, key: "")
    return writer.bytes.count < call.input.count ? String(decoding: writer.bytes, as: UTF8.self) : nil
  }
}
