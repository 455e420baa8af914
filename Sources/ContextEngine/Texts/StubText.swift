import Conversations
import Wire

/// The note in place of a result, or of a call's bulky arguments. The same for the same block, for ever.
enum StubText {
  /// The most characters of a path: the call itself has all of it.
  private static let longestPath = 48
  /// The most characters of an error.
  private static let longestError = 110

  /// The note in place of a result; the text itself when that is no longer than the note.
  static func result(_ text: String, of use: ToolUse?, isFailure: Bool) -> String {
    let note = isFailure ? failed(text, use) : succeeded(text, use)
    return note.utf8.count < text.utf8.count ? note : text
  }

  private static func succeeded(_ text: String, _ use: ToolUse?) -> String {
    guard let use else { return "[ctxgw: a tool's output left out; \(size(of: text)).]" }
    if use.changesFile || use.kind.isTodo { return "[ctxgw: \(use.name.clipped(to: 40)) succeeded.]" }
    let status = Failure.exitStatus(in: text).map { "; exit \($0)" } ?? ""
    let end = use.command == nil ? "" : lastWords(of: text)
    return "[ctxgw: \(noun(for: use)) left out; \(size(of: text))\(status)\(end).\(spaced(wayBack(of: use)))]"
  }

  private static func failed(_ text: String, _ use: ToolUse?) -> String {
    guard let use else { return "[ctxgw: a tool's output left out; failed\(error(in: text)).]" }
    if let words = Rejection.words(in: text) {
      return "[ctxgw: the user rejected this \(use.name.clipped(to: 40)) and said: \(words.oneLine(300))]"
    }
    let status = Failure.exitStatus(in: text).map { "; exit \($0)" } ?? "; failed"
    let wayBack = use.changesFile ? "" : spaced(wayBack(of: use))
    return "[ctxgw: \(noun(for: use)) left out\(status)\(error(in: text)).\(wayBack)]"
  }

  private static func noun(for use: ToolUse) -> String {
    let summary = use.summary(pathWithin: longestPath)
    return switch use.kind {
    case .subAgent: "report of \(summary)"
    case .question: "answer to \(summary)"
    default: "output of \(summary)"
    }
  }

  private static func size(of text: String) -> String {
    let lines = Array(text.utf8)[...].trimmedEnd.count { $0 == UInt8(ascii: "\n") } + 1
    return lines == 1 ? "\(text.utf8.count) bytes" : "\(lines) lines"
  }

  private static func error(in text: String) -> String {
    let line = Failure.reason(in: text).clipped(to: longestError)
    return line.isEmpty ? "" : "; first error: " + (line.hasSuffix(".") ? line.dropLast() : line[...])
  }

  /// The last line of what a command printed, if it is short: summaries stand there.
  private static func lastWords(of text: String) -> String {
    let bytes = Array(text.utf8)
    let end = bytes[...].trimmedEnd
    let line = end[(end.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? end.startIndex)...].trimmedSpace
    guard line.count <= 60, line.contains(where: \.isLetter) else { return "" }
    return "; it ends: \(line.text)"
  }

  private static func spaced(_ text: String) -> String { text.isEmpty ? "" : " " + text }

  // MARK: The way back

  /// How what a call gave can be had again; empty where it cannot.
  static func wayBack(of use: ToolUse?) -> String {
    guard let use else { return "" }
    if use.command != nil { return "Run it again if you still need it." }
    let name = use.name.clipped(to: 40)
    return switch use.kind {
    case .read: "Call \(name) again with offset/limit for the part you need."
    case .search, .list: "Call \(name) again, narrower, if you need it."
    case .edit, .write, .todo, .question: ""
    case .subAgent, .shell, .other: "Call \(name) again if you still need it."
    }
  }

  // MARK: Arguments

  /// A call's arguments with bulky texts shortened: a JSON object with the same keys and types; nil when nothing is gained.
  static func input(of call: ToolCall, _ use: ToolUse) -> String? {
    shortened(call, by: ArgumentShortener(keepsNewText: false))
  }

  /// A call's arguments without the texts that it has replaced, which are in no file any more; what it put in their place
  /// stays. Nil when nothing is gained.
  static func edit(of call: ToolCall) -> String? {
    shortened(call, by: ArgumentShortener(keepsNewText: true))
  }

  private static func shortened(_ call: ToolCall, by shortener: consuming ArgumentShortener) -> String? {
    guard let root = (try? JSONDocument(parsing: call.input))?.root, case .object = root.kind else {
      return nil
    }
    shortener.write(root, key: "")
    let bytes = shortener.bytes
    return bytes.count < call.input.count ? String(decoding: bytes, as: UTF8.self) : nil
  }
}

extension ToolKind {
  fileprivate var isTodo: Bool { if case .todo = self { true } else { false } }
}
