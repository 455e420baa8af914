import Conversations
import Dialects
import Store
import Wire

/// The last request of a session as it came, and the answer to it.
struct Transcript: Sendable {
  let summary: SessionSummary
  let contents: TurnContents

  /// What the store does not keep of a request and Anthropic does not do without.
  private static let maxTokens = 4096

  /// The request as a Messages body that could be sent again: model, system, tools and messages as they came. The last
  /// answer is not in it.
  var anthropicBody: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", contents.record.model)
    writer.field("max_tokens", Self.maxTokens)
    for (key, value) in [("system", contents.system), ("tools", contents.tools)] {
      guard let value else { continue }
      writer.key(key)
      writer.raw(value)
    }
    writer.key("messages")
    writer.beginArray()
    for message in contents.messages { writer.raw(message.body) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  /// The request as a chat completions body that could be sent again.
  ///
  /// - Throws: `TranscriptError.unreadable` when what is stored is no request of its dialect.
  func openAIBody() throws(TranscriptError) -> [UInt8] {
    // No backend is asked; what is left open is what any server that speaks this dialect takes.
    let target = Target(
      backend: "export", model: contents.record.model, dialect: .openAIChat, isLocal: false, window: nil,
      traits: .full)
    do {
      let dialect = AnthropicMessages()
      let request = try dialect.read(JSONDocument(parsing: anthropicBody), fields: HTTPFields())
      return try OpenAIChat().encode(dialect.conversation(of: request), for: target, isStreamed: false).body
    } catch {
      throw .unreadable(session: summary.id, reason: "\(error)")
    }
  }

  /// Where the request went, as `backend/model`; nil when it was sent nowhere.
  var target: String? { contents.record.target?.name }

  /// The system prompt as text; empty when there was none.
  var systemText: String { contents.systemText }

  /// The messages and the answer, as a person reads them.
  var messages: [MessageReport] {
    (contents.messages + contents.answer).map {
      MessageReport($0, dialect: contents.record.dialect)
    }
  }
}

/// Why a session cannot be written out.
enum TranscriptError: Error, Equatable, CustomStringConvertible {
  /// Nothing was said in it but side requests.
  case empty(session: String)
  /// What is stored cannot be read as what it was.
  case unreadable(session: String, reason: String)

  var description: String {
    switch self {
    case .empty(let session):
      "session \(session) holds side requests only; 'ctxgw sessions show \(session) --messages' shows them"
    case .unreadable(let session, let reason):
      "session \(session) cannot be written in this form: \(reason)"
    }
  }
}
