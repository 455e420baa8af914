import Conversations
import Wire

extension AnswerFrame {
  /// Writes the members that a chat completion, or a chunk of one, begins with.
  func writeChatHead(as object: String, to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("object", object)
    writer.field("created", Int(time))
    writer.field("model", request.model)
  }
}

/// Answers that are sent or kept whole.
extension OpenAIChat {
  /// What ids of answers begin with.
  public var answerIDPrefix: String { "chatcmpl-" }

  /// A writer of an answer as a stream, of which nothing has been written.
  public func writer(in frame: AnswerFrame) -> any AnswerWriter { OpenAIChatChunkWriter(frame) }

  /// The body of an answer that is sent whole.
  public func body(of answer: Answer, in frame: AnswerFrame) -> [UInt8] {
    let form = OpenAIChatCallForm(askedBy: frame.request)
    var writer = JSONWriter()
    writer.beginObject()
    frame.writeChatHead(as: "chat.completion", to: &writer)
    writer.key("choices")
    writer.beginArray()
    writer.beginObject()
    writer.field("index", 0)
    writer.key("message")
    writer.beginObject()
    write(answer, as: form, to: &writer)
    // SDKs in typed languages demand the member.
    writer.key("refusal")
    writer.null()
    writer.endObject()
    writer.key("logprobs")
    writer.null()
    let callsTools = answer.parts.contains(where: \.isToolCall)
    writer.field("finish_reason", form.finish(answer.stopReason, callsTools: callsTools))
    writer.endObject()
    writer.endArray()
    writer.key("usage")
    let usage = frame.usage(of: answer)
    OpenAIChatUsage.write(frame.told(usage), to: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// The answer as the one message that the client will send back, with the identity which that message will have.
  public func recorded(_ answer: Answer) -> RecordedAnswer {
    var writer = JSONWriter()
    writer.beginObject()
    write(answer, as: .functions, to: &writer)
    writer.endObject()
    var form = OpenAIChatCanonicalForm()
    let message = try? JSONDocument(parsing: writer.bytes).root
    let identity = message.map { form.fingerprint(of: $0, role: .assistant) }
    return RecordedAnswer(messages: [
      RecordedMessage(body: writer.bytes, fingerprint: identity ?? Fingerprint(of: writer.bytes))
    ])
  }

  /// Writes the members of the message. Texts are one text; parts that chat completions have no word for are left out.
  private func write(_ answer: Answer, as form: OpenAIChatCallForm, to writer: inout JSONWriter) {
    let (text, reasoning) = (answer.text, answer.reasoning)
    writer.field("role", "assistant")
    writer.key("content")
    if text.isEmpty, answer.parts.contains(where: \.isToolCall) {
      writer.null()
    } else {
      writer.string(bytes: text)
    }
    if !reasoning.isEmpty {
      writer.key("reasoning_content")
      writer.string(bytes: reasoning)
    }
    form.writeCalls(of: answer, to: &writer)
  }
}
