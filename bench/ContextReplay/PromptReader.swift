import Conversations
import Tokens
import Wire

/// Reads bodies as they are forwarded, and counts them exactly; a piece is counted once however often it comes.
///
/// A vocabulary in which the marks around messages are tokens of their own never joins the text of two messages, so the
/// sum over the pieces is the count of the whole.
public final class PromptReader {
  /// The marks around a message: its beginning, its end, a line end.
  private static let marks = 3

  private var counter: BytePairCounter
  private let probes: ProbeList
  private var known: [Fingerprint: PromptSegment] = [:]

  /// A reader that counts by a vocabulary and looks for probes.
  public init(counting vocabulary: Vocabulary, for probes: ProbeList) {
    counter = BytePairCounter(vocabulary)
    self.probes = probes
  }

  /// The prompt that a body asks for.
  public func prompt(of body: JSONValue, in dialect: DialectName) -> ForwardedPrompt {
    var segments: [PromptSegment] = []
    if let tools = body["tools"] { segments.append(segment(tools) { Self.tools(tools) }) }
    if let system = body["system"] { segments.append(segment(system) { Self.system(system) }) }
    var fixed = segments.count
    for message in body["messages"].map({ Array($0.elements) }) ?? [] {
      segments.append(
        segment(message) {
          switch dialect {
          case .anthropicMessages: PromptText(anthropicMessages: message)
          case .openAIChat, .ollamaChat: PromptText(chat: message)
          case .openAIResponses, .geminiGenerate:
            preconditionFailure("sessions are not replayed in \(dialect.rawValue)")
          }
        })
      if fixed == segments.count - 1, message["role"]?.isString("system") == true { fixed += 1 }
    }
    return ForwardedPrompt(segments, fixedSegments: fixed)
  }

  /// What a prompt has in common with the one before it.
  public func prefix(of prompt: ForwardedPrompt, sharedWith earlier: ForwardedPrompt) -> SharedPrefix {
    var shared = SharedPrefix(tokens: 0, bytes: 0, isWhole: true)
    for (new, old) in zip(prompt.segments, earlier.segments) {
      if new === old || new.text == old.text {
        shared.tokens += new.tokens
        shared.bytes += new.text.count
        continue
      }
      let common = zip(new.text, old.text).prefix { $0 == $1 }.count
      shared.tokens += count(new.text[..<common])
      shared.bytes += common
      shared.isWhole = common == old.text.count && old === earlier.segments.last
      return shared
    }
    shared.isWhole = prompt.segments.count >= earlier.segments.count
    return shared
  }

  /// The tokens of a text.
  public func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { counter.count(UnsafeRawBufferPointer($0)) }
  }

  private func count(_ bytes: ArraySlice<UInt8>) -> Int { bytes.withUnsafeBytes { counter.count($0) } }

  private static func tools(_ tools: JSONValue) -> PromptText {
    var text = PromptText(role: "tools")
    for tool in tools.elements { text.write(tool) }
    return text
  }

  private static func system(_ system: JSONValue) -> PromptText {
    var text = PromptText(role: "system")
    text.sayContent(system)
    return text
  }

  private func segment(_ source: JSONValue, _ text: () -> PromptText) -> PromptSegment {
    let name = source.withBytes { Fingerprint(of: $0) }
    if let known = known[name] { return known }
    let text = text()
    let segment = PromptSegment(
      text: text.text, tokens: count(text.text[...]) + Self.marks, probes: probes.found(in: text.searchable))
    known[name] = segment
    return segment
  }
}
