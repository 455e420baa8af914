import Conversations
import Testing
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A forwarded prompt as a model reads it, whatever the dialect it was sent in: tools, then messages.
struct Prompt {
  /// A piece of a message.
  enum Piece {
    case text(String)
    /// A picture or a file, as it was sent.
    case media([UInt8])
    /// A picture that lies beside the text, in no place of it.
    case mediaBeside
    case call(id: String, name: String, arguments: [UInt8])
    case result(id: String, text: String, media: [[UInt8]])
    case thinking
  }

  /// A message. Results that a dialect keeps apart from what the user says are messages of the role `tool`.
  struct Message {
    let role: String
    var pieces: [Piece]
  }

  /// Whether it is in another dialect than the client's, so that every word of it is the gateway's.
  let isTranslated: Bool
  /// The definitions of the tools, as they were sent.
  let tools: [JSONValue]
  /// The messages, the system prompt before all others.
  let messages: [Message]

  /// The bytes that a template makes of it, as far as no template does otherwise.
  let bytes: [UInt8]

  /// A prompt, by the body that was sent in a dialect.
  init(_ body: JSONValue, in dialect: DialectName, isTranslated: Bool) {
    self.isTranslated = isTranslated
    let reader = PromptReader(body, in: dialect)
    tools = reader.tools
    messages = reader.messages
    bytes = tools.flatMap(\.bytes) + messages.flatMap(\.bytes)
  }

  /// Who speaks, message by message.
  var roles: [String] { messages.map(\.role) }

  /// Whether this prompt is an earlier one with more at its end. The last message of the earlier one may have grown.
  func goesOn(from earlier: Prompt) -> Bool {
    bytes.count >= earlier.bytes.count && memcmp(bytes, earlier.bytes, earlier.bytes.count) == 0
  }

  /// Where two prompts part, for people.
  func difference(from earlier: Prompt) -> String {
    let same = zip(bytes, earlier.bytes).prefix { $0 == $1 }.count
    func around(_ bytes: [UInt8]) -> String {
      String(decoding: bytes[max(0, same - 120)..<min(bytes.count, same + 120)], as: UTF8.self)
    }
    return "at \(same) of \(earlier.bytes.count)\n  before: \(around(earlier.bytes))\n  now: \(around(bytes))"
  }
}

extension Prompt.Message {
  /// The results within.
  var results: [String] {
    pieces.compactMap { if case .result(let id, _, _) = $0 { id } else { nil } }
  }

  /// The calls within.
  var calls: [String] {
    pieces.compactMap { if case .call(let id, _, _) = $0 { id } else { nil } }
  }

  fileprivate var bytes: [UInt8] {
    pieces.reduce(into: Array("\n\(role):".utf8)) { bytes, piece in
      if case .mediaBeside = piece { return }
      bytes += Array("\n\n".utf8) + piece.bytes
    }
  }
}

extension Prompt.Piece {
  fileprivate var bytes: [UInt8] {
    switch self {
    case .text(let text): Array(text.utf8)
    case .media(let bytes): bytes
    case .mediaBeside: []
    case .call(let id, let name, let arguments): Array("\(id) \(name) ".utf8) + arguments
    case .result(let id, let text, let media): Array("\(id) \(text)".utf8) + media.flatMap { $0 }
    case .thinking: Array("thinking".utf8)
    }
  }
}
