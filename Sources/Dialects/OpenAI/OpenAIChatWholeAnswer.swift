import Conversations
import Wire

/// Reads an answer that came whole.
enum OpenAIChatWholeAnswer {
  static func events(of body: [UInt8], _ assembler: AnswerAssembler) -> [StreamEvent] {
    guard let answer = try? JSONDocument(parsing: body).root else {
      return [.failed(type: nil, message: "the answer is not JSON")]
    }
    return answer.withUnsafeValue { events(of: $0, assembler) }
  }

  private static func events(of answer: UnsafeJSONValue, _ assembler: AnswerAssembler) -> [StreamEvent] {
    if let failure = OpenAIChatFinish.failure(in: answer) { return [failure] }
    var choice: UnsafeJSONValue?
    answer["choices"]?.forEachElement { choice = choice ?? $0 }
    guard let choice, let message = choice["message"] else {
      return [.failed(type: nil, message: "the answer has no message")]
    }
    if let failure = OpenAIChatFinish.failure(of: choice) { return [failure] }
    var assembler = assembler
    var usage = OpenAIChatUsage()
    usage.update(with: answer)
    var events: [StreamEvent] = [
      .started(id: answer["id"]?.string, model: answer["model"]?.string, usage: PartialUsage())
    ]
    var details = ReasoningDetails()
    assembler.take(message, &details, into: &events)
    let reason = assembler.settle(OpenAIChatFinish.reason(of: choice), into: &events)
    events += [.finished(reason, usage: usage.report), .ended]
    return events
  }
}
