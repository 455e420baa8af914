import Conversations
import Wire

/// Reads a stream of Anthropic's events.
///
/// It stands beside a stream that is forwarded byte for byte, so it costs little: texts that arrive together are one
/// event, and what the store does not need is not read.
final class AnthropicStreamDecoder: AnswerDecoder {
  private var parser = SSEParser()
  private var reader = JSONReader()
  private var isOver = false
  private var hasStopReason = false
  private var tool = ToolStart()
  /// Growth of one kind that has not been passed on yet.
  private var pending = PendingText()
  private let names: ToolNames

  /// - Parameter names: the names under which tools were sent, where they are not the client's.
  init(names: ToolNames) { self.names = names }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    do {
      try parser.feed(bytes) { take($0.data, into: &events) }
      pending.flush(into: &events)
    } catch {
      fail("\(error)", into: &events)
    }
  }

  func finish(into events: inout [StreamEvent]) {
    guard !isOver else { return }
    // What a cut left of an event is not worth a failure of its own.
    try? parser.finish { read($0.data, into: &events) }
    pending.flush(into: &events)
    if hasStopReason, !isOver { end(into: &events) }
  }

  private func take(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    guard !isOver else { return }
    if let text = PlainTextDelta.text(of: data) { return pending.append(text, as: .text, into: &events) }
    guard let error = read(data, into: &events) else { return }
    fail("an event is not JSON: \(error)", into: &events)
  }

  @discardableResult
  private func read(_ data: UnsafeRawBufferPointer, into events: inout [StreamEvent]) -> JSONError? {
    do throws(JSONError) {
      try reader.read(data) { take($0, into: &events) }
      return nil
    } catch {
      return error
    }
  }

  private func fail(_ message: String, into events: inout [StreamEvent]) {
    pending.flush(into: &events)
    isOver = true
    events.append(.failed(type: nil, message: message))
  }

  private func end(into events: inout [StreamEvent]) {
    isOver = true
    events.append(.ended)
  }

  private func take(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard let type = event["type"] else { return takeError(event, into: &events) }
    if type.isString("content_block_delta") { return takeDelta(event["delta"], into: &events) }
    pending.flush(into: &events)
    if type.isString("content_block_start") { return takeStart(event["content_block"], into: &events) }
    if type.isString("content_block_stop") { return takeStop(into: &events) }
    if type.isString("message_start") { return takeMessage(event["message"], into: &events) }
    if type.isString("message_delta") { return takeEnd(event, into: &events) }
    if type.isString("message_stop") { return end(into: &events) }
    if type.isString("error") { takeError(event, into: &events) }
  }
}

// MARK: - The message

extension AnthropicStreamDecoder {
  private func takeMessage(_ message: UnsafeJSONValue?, into events: inout [StreamEvent]) {
    events.append(
      .started(
        id: message?["id"]?.string, model: message?["model"]?.string,
        usage: AnthropicUsage.read(message?["usage"])))
  }

  private func takeEnd(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    let delta = event["delta"]
    let word = delta?["stop_reason"]?.string
    if word != nil { hasStopReason = true }
    events.append(
      .finished(
        word.map { StopReason(word: $0, sequence: delta?["stop_sequence"]?.string) },
        usage: AnthropicUsage.read(event["usage"])))
  }

  private func takeError(_ event: UnsafeJSONValue, into events: inout [StreamEvent]) {
    guard let error = event["error"], !error.isNull else { return }
    isOver = true
    events.append(ReportedError(error).event)
  }
}

// MARK: - Blocks

extension AnthropicStreamDecoder {
  private func takeStart(_ block: UnsafeJSONValue?, into events: inout [StreamEvent]) {
    guard let block else { return }
    tool = ToolStart()
    switch block["type"]?.string {
    case "text":
      events.append(.partStarted(.text))
      if let text = block["text"], text.bytes.count > 2 { pending.append(text, as: .text, into: &events) }
    case "thinking": events.append(.partStarted(.thinking))
    case "redacted_thinking":
      events.append(.partStarted(.redactedThinking(data: block["data"]?.decoded ?? [])))
    case "tool_use":
      tool = ToolStart(input: block["input"].map { Array($0.bytes) })
      let name = names.clientName(of: block["name"]?.string ?? "")
      events.append(.partStarted(.toolCall(id: block["id"]?.string ?? "", name: name)))
    case let type: events.append(.partStarted(.other(type: type ?? "", source: Array(block.bytes))))
    }
  }

  private func takeDelta(_ delta: UnsafeJSONValue?, into events: inout [StreamEvent]) {
    guard let delta, let type = delta["type"] else { return }
    if type.isString("text_delta"), let text = delta["text"] {
      return pending.append(text, as: .text, into: &events)
    }
    if type.isString("input_json_delta"), let json = delta["partial_json"] {
      tool.hasDelta = true
      return pending.append(json, as: .input, into: &events)
    }
    if type.isString("thinking_delta"), let text = delta["thinking"] {
      return pending.append(text, as: .thinking, into: &events)
    }
    pending.flush(into: &events)
    if type.isString("signature_delta") {
      events.append(.delta(.signature(delta["signature"]?.decoded ?? [])))
    } else {
      events.append(.delta(.other(source: Array(delta.bytes))))
    }
  }

  /// Some vendors that imitate Anthropic give what a tool is called with at the block's start, and nothing later.
  private func takeStop(into events: inout [StreamEvent]) {
    if let input = tool.inputAtStart { events.append(.delta(.input(input))) }
    tool = ToolStart()
    events.append(.partEnded)
  }
}

/// What a tool call's start said of its input.
private struct ToolStart {
  var input: [UInt8]?
  var hasDelta = false

  var inputAtStart: [UInt8]? { hasDelta || input == Array("{}".utf8) ? nil : input }
}
