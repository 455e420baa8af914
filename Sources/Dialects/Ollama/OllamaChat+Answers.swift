import Conversations
import Wire

/// Answers that are sent or kept whole, and what every answer begins with.
extension OllamaChat {
  /// What ids of answers begin with. Ollama's have none; this is for the books.
  public var answerIDPrefix: String { "ollama_" }

  /// A writer of an answer as a stream, of which nothing has been written.
  public func writer(in frame: AnswerFrame) -> any AnswerWriter { OllamaStreamWriter(frame) }

  /// The head of a streamed answer: never compressed, never held up by a proxy on the way.
  public var streamHead: HTTPResponseHead {
    var fields = HTTPFields()
    fields.append("content-type", name.streamType)
    fields.append("cache-control", "no-cache")
    fields.append("x-accel-buffering", "no")
    return HTTPResponseHead(status: 200, fields: fields)
  }

  /// The body of an answer that is sent whole.
  public func body(of answer: Answer, in frame: AnswerFrame) -> [UInt8] {
    let form = OllamaAnswerForm(frame)
    let said = OllamaAnswerForm.Said(answer, showsThinking: form.showsThinking)
    let usage = frame.usage(of: answer)
    return form.object(said, OllamaAnswerForm.End(answer.stopReason, usage: frame.told(usage)))
  }

  /// The answer as the message that the client will send back, with the identity which that message will have.
  public func recorded(_ answer: Answer) -> RecordedAnswer {
    var writer = JSONWriter()
    OllamaAnswerForm.writeMessage(OllamaAnswerForm.Said(answer), to: &writer)
    guard let message = writer.value else { preconditionFailure("what was written is JSON") }
    var form = OllamaCanonicalForm()
    return RecordedAnswer(messages: [
      RecordedMessage(body: writer.bytes, fingerprint: form.fingerprint(of: message, role: .assistant))
    ])
  }

  /// The answer to a request that asks for none: with no messages and no prompt a client has a model loaded, or with a
  /// `keep_alive` of 0 unloaded. nil for any other request.
  ///
  /// The model is loaded when the first request comes that needs it; which one that is, is not decided before. Whichever
  /// route the request came by finds the members that it looks for.
  ///
  /// - Parameter time: seconds since 1970.
  public func answerWithoutModel(to document: JSONDocument, at time: Int64) -> [UInt8]? {
    let body = document.root
    guard body.kind == .object, OllamaBody(body) == .load, let model = body["model"]?.string, !model.isEmpty
    else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", model)
    writer.field("created_at", CivilTime(secondsSince1970: time).iso8601)
    writer.key("message")
    OllamaAnswerForm.writeMessage(OllamaAnswerForm.Said(), to: &writer)
    writer.field("response", "")
    writer.field("done", true)
    writer.field("done_reason", OllamaKeepAlive.unloads(body["keep_alive"]) ? "unload" : "load")
    writer.endObject()
    return writer.bytes
  }
}
