import Conversations
import Wire

/// Understands the objects of which an answer of Ollama's consists: many of a stream, or one that says it all.
struct OllamaChatReader {
  private var assembler: AnswerAssembler
  private var isStarted = false
  /// Whether the answer has ended or failed; what comes then belongs to nothing.
  private(set) var isOver = false

  init(_ assembler: AnswerAssembler) { self.assembler = assembler }

  /// Takes the next object.
  mutating func take(_ object: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    if let error = object["error"], !error.isNull { return fail(ReportedError(error).event, into: &events) }
    guard object.kind == .object, ["message", "response", "done"].contains(where: { object[$0] != nil })
    else {
      return fail(.failed(type: nil, message: "the answer has no message"), into: &events)
    }
    start(object, into: &events)
    if let message = object["message"] { takeMessage(message, into: &events) }
    if object["response"] != nil {
      take(thinking: object["thinking"], text: object["response"], into: &events)
    }
    if assembler.isTooLarge {
      return fail(.failed(type: nil, message: "the tool calls are too large"), into: &events)
    }
    if object["done"]?.bool == true { end(with: object, into: &events) }
  }

  /// Ends the answer with a failure.
  mutating func fail(_ failure: StreamEvent, into events: inout [StreamEvent]) {
    isOver = true
    events.append(failure)
  }

  private mutating func start(_ object: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if isStarted { return }
    isStarted = true
    events.append(.started(id: nil, model: object["model"]?.string, usage: PartialUsage()))
  }

  private mutating func takeMessage(_ message: UnsafeJSONValue, into events: inout [StreamEvent]) {
    take(thinking: message["thinking"], text: message["content"], into: &events)
    message["tool_calls"]?.forEachElement { call in
      guard let function = call["function"], let name = function["name"]?.string else { return }
      assembler.wholeCall(
        id: call["id"]?.string ?? "", name: name,
        arguments: ToolInput.object(from: function["arguments"].map { Array($0.bytes) } ?? []), into: &events)
    }
  }

  private mutating func take(
    thinking: UnsafeJSONValue?, text: UnsafeJSONValue?, into events: inout [StreamEvent]
  ) {
    if let thinking { assembler.think(thinking.decoded, into: &events) }
    if let text { assembler.say(text.decoded, into: &events) }
  }

  private mutating func end(with object: UnsafeJSONValue, into events: inout [StreamEvent]) {
    isOver = true
    let reason = assembler.settle(Self.reason(of: object), into: &events)
    // Of the prompt the whole is told, what a cache served included; no prompt has no tokens, so none means that nobody
    // knows.
    let read = object["prompt_eval_count"]?.tokens
    let usage = PartialUsage(input: read == 0 ? nil : read, output: object["eval_count"]?.tokens)
    events += [.finished(reason, usage: usage), .ended]
  }

  /// Tool calls have no reason of their own; that there are any decides.
  private static func reason(of object: UnsafeJSONValue) -> StopReason {
    object["done_reason"]?.isString("length") == true ? .maxTokens : .endTurn
  }
}
