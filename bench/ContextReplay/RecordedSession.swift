import Wire

/// A session of a coding agent as it was recorded: the body of the request that came last, of which every earlier one
/// is a beginning.
public struct RecordedSession: Sendable {
  /// What it is called.
  public let name: String
  /// The system prompt; nil when there is none.
  public let system: JSONValue?
  /// The tools on offer; nil when there are none.
  public let tools: JSONValue?
  /// The message objects, oldest first.
  public let messages: [JSONValue]

  /// A session from the body of a request in Anthropic's dialect.
  ///
  /// - Throws: what is wrong with the JSON.
  public init(name: String, parsing bytes: [UInt8]) throws(JSONError) {
    let body = try JSONDocument(parsing: bytes).root
    self.name = name
    system = body["system"]
    tools = body["tools"]
    messages = body["messages"].map { Array($0.elements) } ?? []
  }

  /// The places of the model's answers that a request came before.
  public var answers: [Int] {
    messages.indices.filter { $0 > 0 && messages[$0]["role"]?.isString("assistant") == true }
  }

  /// The session with other messages.
  public func saying(_ messages: [[UInt8]], as name: String) throws(JSONError) -> RecordedSession {
    try RecordedSession(
      name: name, parsing: RequestBody(of: self, messages: messages).bytes)
  }
}

/// The body of a request, put together from pieces of JSON.
public struct RequestBody: Sendable {
  /// The model that is asked for.
  public var model = "claude-opus-4-5"
  /// The most tokens of the answer.
  public var maxTokens = 8192
  /// The system prompt; nil for none.
  public var system: [UInt8]?
  /// The tools; nil for none.
  public var tools: [UInt8]?
  /// The message objects, oldest first.
  public var messages: [[UInt8]]

  /// A body of messages alone.
  public init(messages: [[UInt8]]) { self.messages = messages }

  /// A body with a session's system prompt and tools.
  public init(of session: RecordedSession, messages: [[UInt8]]) {
    self.messages = messages
    system = session.system.map { Array($0.bytes) }
    tools = session.tools.map { Array($0.bytes) }
  }

  /// The body as JSON.
  public var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", model)
    writer.field("max_tokens", maxTokens)
    if let system {
      writer.key("system")
      writer.raw(system)
    }
    if let tools {
      writer.key("tools")
      writer.raw(tools)
    }
    writer.key("messages")
    writer.beginArray()
    for message in messages { writer.raw(message) }
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }
}
