import Wire

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
