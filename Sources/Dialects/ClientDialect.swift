import Conversations
import Wire

/// How clients are understood and answered in one dialect.
///
/// Every object is treated as open: fields, parts and header values this program does not know travel as they came. A
/// request is refused only where it has no meaning.
public protocol ClientDialect: Sendable {
  /// The dialect.
  var name: DialectName { get }

  // MARK: Understanding

  /// Reads a request as far as every station needs it: ranges and identities, no content.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  func read(_ document: JSONDocument, fields: HTTPFields) throws(ClientError) -> ChatRequest

  /// The id of an earlier answer that a request goes on from instead of repeating what was before it; nil in most.
  func previousResponseID(of document: JSONDocument) -> String?

  /// The request that says all itself: what was said up to an earlier answer stands before its own words.
  ///
  /// - Parameter earlier: the messages up to the answer and with it, oldest first.
  /// - Throws: `JSONError` when the whole is beyond the limits of a request.
  func resolved(_ document: JSONDocument, after earlier: [[UInt8]]) throws(JSONError) -> JSONDocument

  /// The body of the answer to a request that asks for nothing a model would have to say; nil for any other.
  ///
  /// - Parameter time: seconds since 1970.
  func answerWithoutModel(to document: JSONDocument, at time: Int64) -> [UInt8]?

  /// The marks by which a request's kind is recognised.
  func shape(of request: ChatRequest) -> RequestShape

  /// The leading system prompt, understood.
  func system(of request: ChatRequest) throws(ClientError) -> [ContentPart]

  /// The tools, understood, in the order of the prompt.
  func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition]

  /// The tool that the answer must call; nil when the model may choose.
  func forcedTool(of request: ChatRequest) -> String?

  /// The parts of one of a request's messages.
  ///
  /// - Parameter path: where the message stands, for the words of an error.
  /// - Throws: `ClientError` that names the field that has no meaning.
  func parts(of message: JSONValue, at path: String) throws(ClientError) -> [ContentPart]

  /// How the answer is to be made.
  ///
  /// - Throws: `ClientError` that names a field which has no meaning, or which another dialect's backend would not merely
  ///   fulfil less well but answer wrongly.
  func settings(of request: ChatRequest) throws(ClientError) -> GenerationSettings

  // MARK: Answering

  /// Where ids of answers and requests come from.
  var ids: IDSource { get }

  /// What ids of answers begin with.
  var answerIDPrefix: String { get }

  /// The head of a streamed answer: never compressed, never held up by a proxy on the way.
  var streamHead: HTTPResponseHead { get }

  /// The head of an answer that is sent whole.
  var wholeHead: HTTPResponseHead { get }

  /// A writer of an answer as a stream, of which nothing has been written.
  func writer(in frame: AnswerFrame) -> any AnswerWriter

  /// The body of an answer that is sent whole.
  func body(of answer: Answer, in frame: AnswerFrame) -> [UInt8]

  /// The answer as the messages that the client will send back, with the identities which those will have.
  func recorded(_ answer: Answer) -> RecordedAnswer

  // MARK: Errors

  /// Whether a body tells of an error in a form that this dialect's clients understand.
  func isError(_ body: [UInt8]) -> Bool

  /// The whole answer that tells a client of an error.
  ///
  /// - Parameter request: what it asked; nil where that could not be read.
  func answer(
    to error: ClientError, about request: ChatRequest?, requestID: String
  ) -> (head: HTTPResponseHead, body: [UInt8])

  /// The end of a stream that breaks off, where this gateway has not written what came before.
  func ending(brokenBy error: ClientError) -> [UInt8]
}

extension ClientDialect {
  /// The frame of the answer to a request; each call makes another id.
  ///
  /// - Parameters:
  ///   - estimatedInput: tokens of the prompt, to be told until the backend has reported its own count.
  ///   - time: when the answer begins, in seconds since 1970.
  ///   - told: what the client is told of a cost that the backend has reported, or that was estimated.
  public func frame(
    answering request: ChatRequest, estimatedInput: Int, at time: Int64,
    told: @escaping @Sendable (Usage) -> Usage
  ) -> AnswerFrame {
    AnswerFrame(
      id: ids.next(answerIDPrefix), request: request, estimatedInput: estimatedInput, time: time, told: told)
  }

  /// An id for a request, told in the answer and in the logs.
  public func makeRequestID() -> String { ids.next("req_") }

  /// Most dialects stream events.
  public var streamHead: HTTPResponseHead { .eventStream }

  /// An answer that is sent whole is JSON.
  public var wholeHead: HTTPResponseHead { .json() }

  /// Most dialects have every request say all itself.
  public func previousResponseID(of document: JSONDocument) -> String? { nil }

  /// Most dialects have nothing to put in front.
  public func resolved(
    _ document: JSONDocument, after earlier: [[UInt8]]
  ) throws(JSONError) -> JSONDocument { document }

  /// Most dialects have every request ask for a model's words.
  public func answerWithoutModel(to document: JSONDocument, at time: Int64) -> [UInt8]? { nil }
}

/// Writes an answer as a stream in a client's dialect.
public protocol AnswerWriter: Sendable {
  /// Appends what the client is sent of this event, which may be nothing.
  mutating func write(_ event: StreamEvent, to output: inout [UInt8])

  /// Appends the end of an answer that broke off: closes what is complete and tells the client why.
  mutating func fail(_ error: ClientError, to output: inout [UInt8])

  /// Appends what shows a waiting client that somebody is there, in the form that resets its clock; also before the
  /// answer has begun.
  mutating func keepAlive(to output: inout [UInt8])
}

/// How an answer is dressed for the client that gets it: what the answer itself does not know.
public struct AnswerFrame: Sendable {
  /// The answer's id, made for this answer alone.
  public var id: String
  /// What is answered.
  public var request: ChatRequest
  /// Tokens of the prompt, to be told until the backend has reported its own count.
  public var estimatedInput: Int
  /// When the answer began, in seconds since 1970.
  public var time: Int64
  /// Whether who signed reasoning in it is the vendor whose clients speak this dialect, so that a client may be shown the
  /// signature and send it back. Another's means nothing there.
  public var showsSignatures = false
  /// What the client is told of a cost that the backend has reported, or that was estimated.
  public var told: @Sendable (Usage) -> Usage

  /// A frame.
  public init(
    id: String, request: ChatRequest, estimatedInput: Int, time: Int64,
    told: @escaping @Sendable (Usage) -> Usage = { $0 }
  ) {
    self.id = id
    self.request = request
    self.estimatedInput = estimatedInput
    self.time = time
    self.told = told
  }
}

extension AnswerFrame {
  /// What an answer has cost: as reported, else estimated.
  func usage(of answer: Answer) -> Usage {
    answer.usage ?? Usage(input: estimatedInput, output: answer.estimatedTokens)
  }
}
