import Wire

/// What a client asked: its body, parsed once and kept whole, and the few facts every station needs.
///
/// The messages are views of the client's bytes. What they say in detail is read by the dialect when a translation
/// needs it (`Conversation`); a request that goes out in its own dialect never is.
public struct ChatRequest: Sendable {
  /// The dialect the client speaks.
  public let dialect: DialectName
  /// The body as it came, after content decoding.
  public let document: JSONDocument
  /// The model the client asked for, as it wrote it.
  public let model: String
  /// Whether the answer is to be streamed.
  public let wantsStream: Bool
  /// The most tokens the client wants generated; nil when it did not say.
  public let maxOutputTokens: Int?
  /// The leading system prompt.
  public let system: JSONValue?
  /// The tools on offer.
  public let tools: JSONValue?
  /// The messages, oldest first.
  public let messages: [Message]
  /// The ids the client sent along.
  public let client: ClientIdentity

  /// A request that a dialect has read.
  public init(
    dialect: DialectName, document: JSONDocument, model: String, wantsStream: Bool, maxOutputTokens: Int?,
    system: JSONValue?, tools: JSONValue?, messages: [Message], client: ClientIdentity
  ) {
    self.dialect = dialect
    self.document = document
    self.model = model
    self.wantsStream = wantsStream
    self.maxOutputTokens = maxOutputTokens
    self.system = system
    self.tools = tools
    self.messages = messages
    self.client = client
  }

  /// The chain hash after each message: the names of all prefixes of this conversation, shortest first.
  public func chain() -> [Fingerprint] {
    var link = dialect.emptyChain
    return messages.map { message in
      link = link.followed(by: message.fingerprint)
      return link
    }
  }
}
