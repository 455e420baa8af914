import Wire

/// Finds tool calls that a model has written into its text, `<tool_call>{"name":…,"arguments":…}</tool_call>`: models
/// are trained on that, and a server that does not know a model's template passes it on as it stands.
///
/// A call begins a line and names a tool that was offered; everything else is text, as it stands. Tags may be cut
/// anywhere, and the last one may be missing.
struct WrittenCalls {
  /// A piece of the text.
  enum Piece: Equatable {
    case text([UInt8])
    case call(name: String, arguments: [UInt8])
  }

  private static let opening = Array("<tool_call>".utf8)
  private static let closing = Array("</tool_call>".utf8)
  /// A longer call, in bytes, is text after all.
  private static let mostBytes = 1 << 20

  /// The tools that were offered, by the backend's names.
  private let tools: Set<String>
  /// Bytes that may turn out to be a tag, or the inside of a call.
  private var held: [UInt8] = []
  private var isInside = false
  /// How much of the inside has been searched for its end.
  private var searched = 0
  private var isAtLineStart = true

  init(of tools: Set<String>) { self.tools = tools }

  /// Takes the next bytes and gives the pieces that are known.
  mutating func feed(_ bytes: [UInt8]) -> [Piece] {
    guard !tools.isEmpty else { return bytes.isEmpty ? [] : [.text(bytes)] }
    held.append(contentsOf: bytes)
    var pieces: [Piece] = []
    while let piece = isInside ? takeInside() : takeOutside() { pieces.append(piece) }
    return pieces
  }

  /// Gives what is held back at the end of the text.
  mutating func finish() -> [Piece] {
    guard isInside else { return held.isEmpty ? [] : [text(held.count)] }
    return [close(at: held.count, tag: 0)]
  }

  /// Text up to where a call begins or may begin; nil when nothing can be said before more has come.
  private mutating func takeOutside() -> Piece? {
    var start = held.startIndex
    while let bracket = held[start...].firstIndex(of: UInt8(ascii: "<")) {
      let rest = held[bracket...]
      if isLineStart(bracket), Self.opening.starts(with: rest.prefix(Self.opening.count)) {
        if bracket > 0 { return text(bracket) }
        guard rest.count >= Self.opening.count else { return nil }
        held.removeFirst(Self.opening.count)
        isInside = true
        searched = 0
        return takeInside()
      }
      start = bracket + 1
    }
    return held.isEmpty ? nil : text(held.count)
  }

  private mutating func takeInside() -> Piece? {
    var start = max(0, searched - Self.closing.count)
    while let bracket = held[start...].firstIndex(of: UInt8(ascii: "<")) {
      if held[bracket...].starts(with: Self.closing) { return close(at: bracket, tag: Self.closing.count) }
      start = bracket + 1
    }
    searched = held.count
    return held.count > Self.mostBytes ? close(at: held.count, tag: 0) : nil
  }

  /// The call between the tags; the text it was if it is none.
  private mutating func close(at end: Int, tag: Int) -> Piece {
    isInside = false
    isAtLineStart = true
    let call = call(in: Array(held[..<end]))
    let written = Self.opening + held[..<(end + tag)]
    held.removeFirst(end + tag)
    return call ?? .text(written)
  }

  private func call(in text: [UInt8]) -> Piece? {
    guard let call = try? JSONDocument(parsing: text).root, let name = call["name"]?.string,
      tools.contains(name)
    else { return nil }
    let arguments = call["arguments"] ?? call["parameters"]
    return .call(name: name, arguments: ToolInput.object(from: arguments.map { Array($0.bytes) } ?? []))
  }

  private func isLineStart(_ position: Int) -> Bool {
    position == 0 ? isAtLineStart : ASCII.isLineBreak(held[position - 1])
  }

  private mutating func text(_ count: Int) -> Piece {
    let bytes = Array(held[..<count])
    held.removeFirst(count)
    isAtLineStart = bytes.last.map(ASCII.isLineBreak) ?? isAtLineStart
    return .text(bytes)
  }
}
