import Conversations
import Wire

extension AnswerFrame {
  /// Writes the members that every message begins with.
  func writeHead(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("type", "message")
    writer.field("role", "assistant")
    writer.field("model", request.model)
  }
}

/// Answers that are sent or kept whole.
extension AnthropicMessages {
  /// What ids of answers begin with.
  public var answerIDPrefix: String { "msg_" }

  /// A writer of an answer as a stream, of which nothing has been written.
  public func writer(in frame: AnswerFrame) -> any AnswerWriter { AnthropicEventWriter(frame) }

  /// The body of an answer that is sent whole.
  public func body(of answer: Answer, in frame: AnswerFrame) -> [UInt8] {
    let reasoning = AnthropicReasoning(askedBy: frame.request)
    var writer = JSONWriter()
    writer.beginObject()
    frame.writeHead(to: &writer)
    writer.key("content")
    writer.beginArray()
    for part in answer.parts where reasoning != .hidden || !part.isReasoning {
      AnthropicBlock.write(
        frame.showsSignatures ? part : part.unsigned, reasoning: reasoning, to: &writer)
    }
    writer.endArray()
    let callsTools = answer.parts.contains(where: \.isToolCall)
    AnthropicStop.write(AnthropicStop.told(answer.stopReason, callsTools: callsTools), to: &writer)
    writer.key("usage")
    let usage = frame.usage(of: answer)
    AnthropicUsage.write(frame.told(usage), to: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// The answer as the one message that the client will send back, with the identity which that message will have.
  public func recorded(_ answer: Answer) -> RecordedAnswer {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("role", "assistant")
    writer.key("content")
    writer.beginArray()
    for part in answer.parts { AnthropicBlock.write(part, reasoning: .shown, to: &writer) }
    writer.endArray()
    writer.endObject()
    let content = try? JSONDocument(parsing: writer.bytes).root["content"]
    var form = AnthropicCanonicalForm()
    let fingerprint = form.fingerprint(of: content ?? nil, role: .assistant)
    return RecordedAnswer(messages: [RecordedMessage(body: writer.bytes, fingerprint: fingerprint)])
  }

  /// The body of an answer to `count_tokens`.
  public func countBody(tokens: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("input_tokens", tokens)
    writer.endObject()
    return writer.bytes
  }
}

extension Answer.Part {
  /// The part without what a vendor has signed of it.
  fileprivate var unsigned: Answer.Part {
    if case .thinking(let text, _) = self { .thinking(text, signature: nil) } else { self }
  }
}
