import Conversations
import Dialects
import Store
import Wire

/// A recorded request as it could be sent again: the model, system prompt, tools and messages of a turn in the client's
/// dialect. What else the client said with it is not recorded.
struct RecordedRequest {
  /// The dialect it is written in.
  let dialect: any ClientDialect
  /// The request.
  let chat: ChatRequest

  /// What Anthropic does not do without.
  private static let maxTokens = 4096

  /// The request of a turn.
  ///
  /// - Throws: `RecordedRequestError` when what is stored is no request of its dialect.
  init(of contents: TurnContents) throws(RecordedRequestError) {
    guard let dialect = DialectName(rawValue: contents.record.dialect).flatMap({ ClientDialects()[$0] })
    else {
      throw RecordedRequestError(reason: "no client speaks \(contents.record.dialect)")
    }
    self.dialect = dialect
    do {
      let body = try JSONDocument(parsing: Self.body(of: contents, in: dialect.name))
      chat = try dialect.read(body, fields: HTTPFields())
    } catch {
      throw RecordedRequestError(reason: "\(error)")
    }
  }

  /// The request in another dialect's words, or its own.
  ///
  /// - Throws: `ClientError` when it cannot be said in that dialect.
  func body(in backend: any BackendDialect) throws(ClientError) -> [UInt8] {
    if backend.name == dialect.name { return chat.document.bytes }
    // No backend is asked; what is left open is what any server that speaks this dialect takes.
    let target = Target(
      backend: "export", model: chat.model, dialect: backend.name, isLocal: false, window: nil, traits: .full)
    return try backend.encode(
      chat, for: target, plan: .untouched,
      conversation: { (request, plan) throws(ClientError) in
        try dialect.conversation(of: request, following: plan)
      }
    ).body
  }

  /// The system prompt as text; empty when there was none.
  var systemText: String {
    let parts = (try? dialect.system(of: chat)) ?? []
    return parts.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined(separator: "\n\n")
  }

  // MARK: The body

  private static func body(of contents: TurnContents, in dialect: DialectName) -> [UInt8] {
    let leading = contents.system.flatMap { try? JSONDocument(parsing: $0).root }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", contents.record.model)
    switch dialect {
    case .anthropicMessages:
      writer.field("max_tokens", maxTokens)
      if let leading { writer.field("system", leading) }
      write(contents.tools, to: &writer)
      write("messages", contents, behind: [], to: &writer)
    case .openAIResponses:
      // Instructions come before the items, as a text or a list of items of their own.
      var items = leading.map { Array($0.elements) } ?? []
      if let first = items.first, first.kind != .object {
        writer.field("instructions", first)
        items.removeFirst()
      }
      write(contents.tools, to: &writer)
      write("input", contents, behind: items, to: &writer)
    case .openAIChat, .ollamaChat, .geminiGenerate:
      write(contents.tools, to: &writer)
      write("messages", contents, behind: leading.map { Array($0.elements) } ?? [], to: &writer)
    }
    writer.endObject()
    return writer.bytes
  }

  private static func write(_ tools: [UInt8]?, to writer: inout JSONWriter) {
    guard let tools else { return }
    writer.key("tools")
    writer.raw(tools)
  }

  private static func write(
    _ key: String, _ contents: TurnContents, behind leading: [JSONValue], to writer: inout JSONWriter
  ) {
    writer.key(key)
    writer.beginArray()
    for message in leading { writer.raw(message) }
    for message in contents.messages { writer.raw(message.body) }
    writer.endArray()
  }
}

/// What is stored of a request cannot be read as what it was.
struct RecordedRequestError: Error, Equatable {
  /// Why not.
  let reason: String
}
