import Wire

/// A history as Gemini takes it: the leading system prompt apart, everything else as contents of two roles.
///
/// The results of a turn's calls are one content, and what the user says behind them is another: Gemini counts the parts
/// of a content that has results against the calls.
struct GeminiContents {
  /// What stands in place of a signature where a call was made by a model that signs none (Google's documentation of thought
  /// signatures).
  private static let noSignature = "skip_thought_signature_validator"

  private let systemPrompt: String?
  private let contents: [UInt8]

  /// - Parameter signsCalls: whether the first call of every message needs a signature.
  init(of history: ChatHistory, signingCalls signsCalls: Bool) {
    var messages = history.messages[...]
    if case .system(let text)? = messages.first {
      systemPrompt = text
      messages = messages.dropFirst()
    } else {
      systemPrompt = nil
    }
    var writer = JSONWriter()
    writer.beginArray()
    while let message = messages.first {
      let results = messages.prefix(while: \.isResult)
      messages = messages.dropFirst(max(1, results.count))
      if results.isEmpty {
        Self.write(message, signingCalls: signsCalls, to: &writer)
      } else {
        Self.write("user", to: &writer) { writer in
          for case .tool(let result) in results { Self.write(result, to: &writer) }
        }
      }
    }
    writer.endArray()
    contents = writer.bytes
  }

  /// About how many bytes it takes in the prompt.
  var byteCount: Int { contents.count + (systemPrompt?.utf8.count ?? 0) }

  /// Writes the members.
  func write(to writer: inout JSONWriter) {
    if let systemPrompt {
      writer.key("systemInstruction")
      writer.beginObject()
      writer.key("parts")
      writer.beginArray()
      Self.write(.text(systemPrompt), to: &writer)
      writer.endArray()
      writer.endObject()
    }
    writer.key("contents")
    writer.raw(contents)
  }

  // MARK: Contents

  private static func write(_ role: String, to writer: inout JSONWriter, parts: (inout JSONWriter) -> Void) {
    writer.beginObject()
    writer.field("role", role)
    writer.key("parts")
    writer.beginArray()
    parts(&writer)
    writer.endArray()
    writer.endObject()
  }

  private static func write(
    _ message: ChatMessage, signingCalls signsCalls: Bool, to writer: inout JSONWriter
  ) {
    switch message {
    case .user(let pieces):
      write("user", to: &writer) { writer in
        for piece in ChatMessage.joined(pieces) { write(piece, to: &writer) }
      }
    case .assistant(let text, let calls):
      write("model", to: &writer) { writer in
        if !text.isEmpty { write(.text(text), to: &writer) }
        for (index, call) in calls.enumerated() {
          write(call, signedAnyway: signsCalls && index == 0, to: &writer)
        }
      }
    // System prompts further on are the user's words in this history, and results are written together.
    case .system, .tool: break
    }
  }

  private static func write(_ piece: ChatMessage.Piece, to writer: inout JSONWriter) {
    writer.beginObject()
    switch piece {
    case .text(let text): writer.field("text", text)
    case .image(.data(let data, let mediaType)):
      writer.key("inlineData")
      writer.beginObject()
      writer.field("mimeType", mediaType)
      writer.field("data", data)
      writer.endObject()
    // A history for a server that fetches none holds none.
    case .image(.url): break
    }
    writer.endObject()
  }

  // MARK: Calls

  private static func write(
    _ call: ChatMessage.Call, signedAnyway mustBeSigned: Bool, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.key("functionCall")
    writer.beginObject()
    writer.field("id", call.id)
    writer.field("name", call.name)
    writer.key("args")
    writer.raw(call.arguments)
    writer.endObject()
    let signature = call.reasoning.last { $0.signature != nil }?.signature
    if let signature = signature ?? (mustBeSigned ? noSignature : nil) {
      writer.field("thoughtSignature", signature)
    }
    writer.endObject()
  }

  private static func write(_ result: ChatMessage.Result, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("functionResponse")
    writer.beginObject()
    writer.field("id", result.callID)
    writer.field("name", result.name)
    writer.key("response")
    writer.beginObject()
    writer.field(result.isError ? "error" : "output", result.text)
    writer.endObject()
    let pictures = result.pieces.filter(\.isImage)
    if !pictures.isEmpty {
      writer.key("parts")
      writer.beginArray()
      for picture in pictures { write(picture, to: &writer) }
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
  }
}

extension ChatMessage {
  fileprivate var isResult: Bool {
    if case .tool = self { true } else { false }
  }
}
