import Wire

/// A piece of a message, understood: the common ground between dialects.
public enum ContentPart: Sendable {
  /// Plain text.
  case text(String)
  /// A picture.
  case image(Media)
  /// A document: a PDF, a text file, or a list of parts with a title.
  case document(Document)
  /// The model calls a tool.
  case toolCall(ToolCall)
  /// What a tool gave back.
  case toolResult(ToolResult)
  /// The model's reasoning, with the vendor's signature over it where there is one.
  case thinking(text: String, signature: String?)
  /// Reasoning that the vendor sends encrypted.
  case redactedThinking(data: String)
  /// The name of a tool that a search has found.
  case toolReference(name: String)
  /// A part of a type this program has no word for, as it came.
  case other(type: String, source: JSONValue)
}

/// A picture or a file: where its bytes are.
public struct Media: Sendable, Equatable {
  /// Where the bytes are.
  public enum Source: Sendable, Equatable {
    /// In the request, in Base64.
    case base64(String)
    /// Behind a URL.
    case url(String)
    /// At the vendor, under an id.
    case file(id: String)
  }

  /// The media type, such as `image/png`; nil when the client did not say.
  public var mediaType: String?
  /// Where the bytes are.
  public var source: Source

  /// A picture or a file.
  public init(mediaType: String?, source: Source) {
    self.mediaType = mediaType
    self.source = source
  }
}

/// A document inside a message.
public struct Document: Sendable {
  /// What the document holds.
  public enum Body: Sendable {
    /// Plain text.
    case text(String)
    /// A list of parts.
    case parts([ContentPart])
    /// A file, such as a PDF.
    case media(Media)
  }

  /// The title the client gave it.
  public var title: String?
  /// What it holds.
  public var body: Body

  /// A document.
  public init(title: String?, body: Body) {
    self.title = title
    self.body = body
  }
}

/// A call of a tool.
public struct ToolCall: Sendable, Equatable {
  /// The id that ties the result to the call, as the client knows it.
  public var id: String
  /// The tool's name.
  public var name: String
  /// The arguments: one JSON value, verbatim.
  public var input: [UInt8]

  /// A call.
  public init(id: String, name: String, input: [UInt8]) {
    self.id = id
    self.name = name
    self.input = input
  }
}

/// The result of a tool call.
public struct ToolResult: Sendable {
  /// The id of the call that is answered.
  public var callID: String
  /// What came back; empty when the tool said nothing.
  public var parts: [ContentPart]
  /// Whether the tool failed.
  public var isError: Bool

  /// A result.
  public init(callID: String, parts: [ContentPart], isError: Bool) {
    self.callID = callID
    self.parts = parts
    self.isError = isError
  }
}
