import Conversations
import Wire

/// Answers that are sent or kept whole.
extension OpenAIResponses {
  /// What ids of answers begin with.
  public var answerIDPrefix: String { "resp_" }

  /// A writer of an answer as a stream, of which nothing has been written.
  public func writer(in frame: AnswerFrame) -> any AnswerWriter {
    ResponsesCompaction.isAskedFor(by: frame.request)
      ? ResponsesCompactionWriter(frame, ids: ids) : ResponsesEventWriter(frame, ids: ids)
  }

  /// The body of an answer that is sent whole.
  public func body(of answer: Answer, in frame: AnswerFrame) -> [UInt8] {
    let items = items(of: answer, in: frame).map { item in
      var writer = JSONWriter()
      var item = item
      item.id = ids.next(ResponsesOutputItem.idPrefix(of: item.content))
      item.write(.completed, to: &writer)
      return writer.bytes
    }
    let lacksSummary = items.isEmpty && ResponsesCompaction.isAskedFor(by: frame.request)
    let status =
      lacksSummary
      ? ResponsesFailure.noSummary.status
      : ResponsesStatus(answer.stopReason, isForCodex: frame.request.isFromCodex)
    let usage = frame.usage(of: answer)
    var writer = JSONWriter()
    frame.writeResponse(status, output: items, usage: status.isGood ? usage : nil, to: &writer)
    return writer.bytes
  }

  private func items(of answer: Answer, in frame: AnswerFrame) -> [ResponsesOutputItem] {
    guard ResponsesCompaction.isAskedFor(by: frame.request) else {
      let tools = (try? ResponsesTools(of: frame.request)) ?? ResponsesTools()
      return answer.parts.compactMap { part in
        ResponsesOutputItem(part, calledAs: tools.call) { ReasoningMark(of: $0).text }
      }
    }
    let summary = ResponsesCompaction.summary(in: answer)
    return summary.isEmpty ? [] : [ResponsesOutputItem(content: .compaction(summary: summary))]
  }

  /// The answer as the items that the client will send back, with the identities which those will have.
  public func recorded(_ answer: Answer) -> RecordedAnswer {
    var form = ResponsesCanonicalForm()
    let call = { ResponsesTool.Call(form: .function, name: $0) }
    let messages = answer.parts.compactMap { part -> RecordedMessage? in
      guard let item = ResponsesOutputItem(part, calledAs: call, signedAs: Self.text) else { return nil }
      var writer = JSONWriter()
      item.write(.completed, to: &writer)
      let source = JSONValue(written: writer)
      return RecordedMessage(body: writer.bytes, fingerprint: form.fingerprint(of: source, role: .assistant))
    }
    return RecordedAnswer(messages: messages)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension ResponsesOutputItem {
  /// The item that a part of an answer is, without an id; nil for a part of which a client is told nothing.
  ///
  /// - Parameters:
  ///   - call: how a call of the tool of a name is told.
  ///   - signed: what is shown of a signature.
  init?(
    _ part: Answer.Part, calledAs call: (String) -> ResponsesTool.Call, signedAs signed: ([UInt8]) -> String
  ) {
    switch part {
    case .text(let text):
      if text.isEmpty { return nil }
      content = .message(text: text)
    case .thinking(let text, let signature):
      if text.isEmpty, signature == nil { return nil }
      content = .reasoning(text: text, encrypted: signature.map(signed) ?? GatewaySignature.unsigned)
    case .redactedThinking(let data): content = .reasoning(text: [], encrypted: signed(data))
    case .toolCall(let id, let name, let input): content = .call(call(name), id: id, arguments: input)
    case .other: return nil
    }
  }
}
