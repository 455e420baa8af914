import ContextReplay
import Conversations
import Dialects
import Wire

/// A message with what a baseline makes of its parts, and what they take.
struct SizedMessage {
  /// A part.
  struct Part {
    /// The part as it is forwarded: whole, or its head and tail.
    var edit: ContextPlan.PartEdit
    /// What that takes, in tokens.
    var tokens: Int
    /// What the whole part takes, in tokens.
    var wholeTokens: Int
    /// Whether it is what a tool gave back.
    var isResult: Bool
  }

  /// Who speaks.
  let role: Role
  /// Its parts.
  let parts: [Part]
}

/// Sizes messages; each once, however often it comes.
///
/// Every baseline cuts parts that take more than a quarter of the span to head and tail, and drops reasoning, as the
/// measurements of CONTEXT 2d did.
final class MessageSizes {
  /// What a note in place of a result says.
  static let note = "[output left out]"

  private let reader: PromptReader
  private let dialect: AnthropicMessages
  private let cap: Int
  private var known: [Fingerprint: SizedMessage] = [:]
  /// What a note takes in place of a result, in tokens.
  let noteTokens: Int

  /// Sizes for a history that has this many tokens.
  init(span: Int, reader: PromptReader, dialect: AnthropicMessages) {
    self.reader = reader
    self.dialect = dialect
    cap = span / 4
    noteTokens = reader.count(Self.note) + Self.marks
  }

  /// What the template and the role take around a text.
  private static let marks = 6

  /// The messages of a request.
  func messages(of request: ChatRequest) throws(ClientError) -> [SizedMessage] {
    var messages: [SizedMessage] = []
    messages.reserveCapacity(request.messages.count)
    for message in request.messages { messages.append(try sized(message)) }
    return messages
  }

  private func sized(_ message: Message) throws(ClientError) -> SizedMessage {
    let name = message.source.withBytes { Fingerprint(of: $0) }
    if let known = known[name] { return known }
    let sized = SizedMessage(
      role: message.role, parts: try dialect.parts(of: message.source, at: "message").map(part))
    known[name] = sized
    return sized
  }

  private func part(_ part: ContentPart) -> SizedMessage.Part {
    switch part {
    case .thinking, .redactedThinking:
      return SizedMessage.Part(edit: .drop, tokens: 0, wholeTokens: 0, isResult: false)
    case .text(let text): return textPart(text, isResult: false)
    case .toolResult(let result):
      let texts = result.parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
      return textPart(texts.joined(separator: "\n\n"), isResult: true)
    case .toolCall(let call): return callPart(call)
    default: return SizedMessage.Part(edit: .keep, tokens: 0, wholeTokens: 0, isResult: false)
    }
  }

  private func textPart(_ text: String, isResult: Bool) -> SizedMessage.Part {
    let whole = reader.count(text) + Self.marks
    guard whole > cap else {
      return SizedMessage.Part(edit: .keep, tokens: whole, wholeTokens: whole, isResult: isResult)
    }
    let short = headAndTail(of: text, tokens: cap)
    return SizedMessage.Part(
      edit: .replace(short), tokens: reader.count(short) + Self.marks, wholeTokens: whole, isResult: isResult)
  }

  private func callPart(_ call: ToolCall) -> SizedMessage.Part {
    let around =
      reader.count("<tool_call>\n{\"name\": \"\(call.name)\", \"arguments\": }\n</tool_call>\n") + Self.marks
    let whole = reader.count(String(decoding: call.input, as: UTF8.self)) + around
    guard whole > cap, let input = try? JSONDocument(parsing: call.input).root else {
      return SizedMessage.Part(edit: .keep, tokens: whole, wholeTokens: whole, isResult: false)
    }
    let short = shortened(input, from: whole)
    return SizedMessage.Part(
      edit: .replace(short), tokens: reader.count(short) + around, wholeTokens: whole, isResult: false)
  }

  /// Arguments whose long texts are cut, each in proportion.
  private func shortened(_ input: JSONValue, from whole: Int) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in input.members {
      writer.key(key.string ?? "")
      let text = value.string ?? String(decoding: value.bytes, as: UTF8.self)
      let tokens = reader.count(text)
      if tokens * 8 < cap {
        writer.raw(value)
      } else {
        writer.string(headAndTail(of: text, tokens: tokens * cap / whole))
      }
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The first 65 and the last 35 hundredths of so many tokens of a text, by whole lines.
  private func headAndTail(of text: String, tokens: Int) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let costs = lines.map { reader.count($0) + 1 }
    var (head, headTokens) = (0, 0)
    while head < lines.count, headTokens + costs[head] <= tokens * 65 / 100 {
      headTokens += costs[head]
      head += 1
    }
    var (tail, tailTokens) = (lines.count, 0)
    while tail > head, tailTokens + costs[tail - 1] <= tokens * 35 / 100 {
      tail -= 1
      tailTokens += costs[tail]
    }
    let beginning = head == 0 ? [String(text.prefix(tokens * 2))] : Array(lines[..<head])
    return (beginning + ["[…]"] + lines[tail...]).joined(separator: "\n")
  }
}
