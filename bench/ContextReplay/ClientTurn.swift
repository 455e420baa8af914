import Wire

/// A request as a client sends it, and what is known of it that the gateway has to find out.
public struct ClientTurn: Sendable {
  /// Where the request belongs.
  public enum Place: Sendable, Equatable {
    /// It opens a conversation or goes on with it.
    case line
    /// The client has gone back and tries something else.
    case rewound
    /// The client has replaced its history by a summary of it.
    case compacted
    /// It stands beside the conversation.
    case side
  }

  /// The body.
  public var body: [UInt8]
  /// The client's id of the session; nil for a client that names none.
  public var sessionID: String?
  /// Which of the conversations of a replay it belongs to.
  public var conversation: Int
  /// Where it belongs in it.
  public var place = Place.line
  /// The place in the recorded session of the answer it gets; nil where nothing recorded answers it.
  public var answer: Int?
  /// The message object that answers it.
  public var reply: [UInt8]

  /// A turn.
  public init(body: [UInt8], sessionID: String?, conversation: Int, answer: Int?, reply: [UInt8]) {
    self.body = body
    self.sessionID = sessionID
    self.conversation = conversation
    self.answer = answer
    self.reply = reply
  }

  /// The header fields that come with it.
  public var fields: HTTPFields {
    var fields = HTTPFields()
    if let sessionID { fields.append("x-claude-code-session-id", sessionID) }
    return fields
  }
}

extension RecordedSession {
  /// The turns of the session as a client without any habits sends them, with another system prompt and other tools.
  public func plainTurns(with fixedPart: SyntheticFixedPart, conversation: Int = 0) -> [ClientTurn] {
    var body = RequestBody(messages: [])
    body.system = fixedPart.system
    body.tools = fixedPart.tools
    var turns: [ClientTurn] = []
    for answer in answers {
      body.messages = messages[..<answer].map { Array($0.bytes) }
      turns.append(
        ClientTurn(
          body: body.bytes, sessionID: nil, conversation: conversation, answer: answer,
          reply: Array(messages[answer].bytes)))
    }
    return turns
  }
}
