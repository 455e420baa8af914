import Conversations
import Wire

/// Understands the chunks of which an answer of Gemini's consists: many of a stream, or one that says it all.
///
/// No chunk says that it is the last, and one with a reason for the end may have others behind it: the end of the body
/// decides.
struct GeminiAnswerDecoder {
  private var assembler: AnswerAssembler
  private var usage = PartialUsage()
  private var reason: StopReason?
  private var isStarted = false
  /// Whether text or a call has come.
  private var hasSpoken = false
  /// Whether the answer has ended or failed; what comes then belongs to nothing.
  private(set) var isOver = false

  init(_ assembler: AnswerAssembler) { self.assembler = assembler }

  /// Takes the next chunk, or a list of them.
  mutating func take(_ chunk: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    if chunk.kind == .array { return chunk.forEachElement { take($0, into: &events) } }
    if let error = chunk["error"], !error.isNull { return fail(ReportedError(error).event, into: &events) }
    guard chunk.kind == .object else { return }
    start(chunk, into: &events)
    update(with: chunk["usageMetadata"])
    if chunk["promptFeedback"]?["blockReason"]?.string != nil { reason = .refusal }
    var isFirst = true
    chunk["candidates"]?.forEachElement { candidate in
      // One answer was asked for.
      if isFirst { takeCandidate(candidate, into: &events) }
      isFirst = false
    }
    if !isOver, assembler.isTooLarge {
      fail(.failed(type: nil, message: "the tool calls are too large"), into: &events)
    }
  }

  /// The end of the body: without a reason for it the answer was cut.
  mutating func end(into events: inout [StreamEvent]) {
    guard !isOver, let reason else { return }
    isOver = true
    let settled = assembler.settle(reason, into: &events)
    events += [.finished(settled, usage: usage), .ended]
  }

  /// Ends the answer with a failure.
  mutating func fail(_ failure: StreamEvent, into events: inout [StreamEvent]) {
    isOver = true
    events.append(failure)
  }

  private mutating func start(_ chunk: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if isStarted { return }
    isStarted = true
    events.append(
      .started(id: chunk["responseId"]?.string, model: chunk["modelVersion"]?.string, usage: PartialUsage()))
  }

  /// Every report is of all so far; the prompt includes what the cache served, the answer does not include thoughts.
  private mutating func update(with report: UnsafeJSONValue?) {
    guard let report, report.kind == .object else { return }
    let cached = report["cachedContentTokenCount"]?.tokens
    if let prompt = report["promptTokenCount"]?.tokens {
      usage.input = max(0, prompt + (report["toolUsePromptTokenCount"]?.tokens ?? 0) - (cached ?? 0))
    }
    usage.cacheRead = cached ?? usage.cacheRead
    let thoughts = report["thoughtsTokenCount"]?.tokens
    usage.reasoning = thoughts ?? usage.reasoning
    if let answer = report["candidatesTokenCount"]?.tokens ?? thoughts.map({ _ in 0 }) {
      usage.output = answer + (thoughts ?? 0)
    }
  }
}

// MARK: - Candidates

extension GeminiAnswerDecoder {
  private mutating func takeCandidate(_ candidate: UnsafeJSONValue, into events: inout [StreamEvent]) {
    candidate["content"]?["parts"]?.forEachElement { takePart($0, into: &events) }
    guard let word = candidate["finishReason"]?.string, !word.isEmpty else { return }
    switch GeminiFinish(word: word) {
    case .reason(let reason): self.reason = reason
    // Where the reader has something already, asking again would be too late.
    case .fault where hasSpoken: reason = .endTurn
    case .fault(let type):
      let message = candidate["finishMessage"]?.string ?? "the model wrote something that is no answer"
      fail(.failed(type: type, message: message), into: &events)
    }
  }

  private mutating func takePart(_ part: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if let call = part["functionCall"], let name = call["name"]?.string {
      hasSpoken = true
      if let signature = part["thoughtSignature"]?.decoded, !signature.isEmpty {
        assembler.sign(signature, into: &events)
      }
      assembler.wholeCall(
        id: call["id"]?.string ?? "", name: name,
        arguments: ToolInput.object(from: call["args"].map { Array($0.bytes) } ?? []), into: &events)
    } else if let text = part["text"]?.decoded, !text.isEmpty {
      if part["thought"]?.bool == true { return assembler.think(text, into: &events) }
      hasSpoken = true
      assembler.say(text, into: &events)
    }
  }
}
