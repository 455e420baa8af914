import Conversations
import Wire

/// Reads a stream of chat completion chunks, from whichever imitator.
final class OpenAIChatStreamDecoder: AnswerDecoder {
  private var parser = SSEParser()
  private var reader = JSONReader()
  private var assembler: AnswerAssembler
  private var details = ReasoningDetails()
  private var isStarted = false
  private var isOver = false
  private var reason: StopReason?
  private var usage = OpenAIChatUsage()
  private var toldUsage = OpenAIChatUsage()

  init(_ assembler: AnswerAssembler) { self.assembler = assembler }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    do {
      try parser.feed(bytes) { take($0.data, into: &events) }
    } catch {
      fail(.failed(type: nil, message: "\(error)"), into: &events)
    }
  }

  /// The end of the body: without a reason for it the answer was cut, unless there are tool calls and all are whole.
  func finish(into events: inout [StreamEvent]) {
    guard !isOver else { return }
    // What a cut left of an event is not worth a failure of its own.
    try? parser.finish { event in
      if !event.data.isDoneMark { _ = read(event.data, into: &events) }
    }
    guard !isOver, reason != nil || assembler.hasCompleteCalls else { return }
    end(into: &events)
  }

  private func take(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    if data.isDoneMark { return end(into: &events) }
    if let error = read(data, into: &events) {
      fail(.failed(type: nil, message: "an event is not JSON: \(error)"), into: &events)
    }
  }

  private func read(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) -> JSONError? {
    do throws(JSONError) {
      try reader.read(data) { take($0, into: &events) }
      return nil
    } catch {
      return error
    }
  }

  // MARK: Chunks

  private func take(_ chunk: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if let failure = OpenAIChatFinish.failure(in: chunk) { return fail(failure, into: &events) }
    start(chunk, into: &events)
    usage.update(with: chunk)
    chunk["choices"]?.forEachElement { choice in
      // One answer was asked for.
      if !isOver, choice["index"]?.int ?? 0 == 0 { takeChoice(choice, into: &events) }
    }
    if !isOver, assembler.isTooLarge {
      fail(.failed(type: nil, message: "the tool calls are too large"), into: &events)
    }
    if !isOver, reason != nil, usage != toldUsage { finish(nil, into: &events) }
  }

  private func start(_ chunk: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard !isStarted, chunk.kind == .object else { return }
    isStarted = true
    events.append(
      .started(id: chunk["id"]?.string, model: chunk["model"]?.string, usage: PartialUsage()))
  }

  private func takeChoice(_ choice: UnsafeJSONValue, into events: inout [StreamEvent]) {
    if let delta = choice["delta"] ?? choice["message"] { assembler.take(delta, &details, into: &events) }
    if let failure = OpenAIChatFinish.failure(of: choice) { return fail(failure, into: &events) }
    guard let reason = OpenAIChatFinish.reason(of: choice) else { return }
    self.reason = assembler.settle(reason, into: &events)
    finish(self.reason, into: &events)
  }

  // MARK: The end

  private func finish(_ reason: StopReason?, into events: inout [StreamEvent]) {
    toldUsage = usage
    events.append(.finished(reason, usage: usage.report))
  }

  private func end(into events: inout [StreamEvent]) {
    isOver = true
    let settled = assembler.settle(reason, into: &events)
    if reason == nil || usage != toldUsage { finish(settled, into: &events) }
    events.append(.ended)
  }

  private func fail(_ failure: StreamEvent, into events: inout [StreamEvent]) {
    isOver = true
    events.append(failure)
  }
}
