import Conversations
import Wire

/// Reads an answer that came whole.
enum AnthropicWholeAnswer {
  /// - Parameter names: the names under which tools were sent, where they are not the client's.
  static func events(of body: [UInt8], names: ToolNames) -> [StreamEvent] {
    guard let message = try? JSONDocument(parsing: body).root else {
      return [.failed(type: nil, message: "the answer is not JSON")]
    }
    return message.withUnsafeValue { events(of: $0, names) }
  }

  private static func events(of message: UnsafeJSONValue, _ names: ToolNames) -> [StreamEvent] {
    if let error = message["error"], !error.isNull { return [ReportedError(error).event] }
    guard let content = message["content"], content.kind == .array else {
      return [.failed(type: nil, message: "the answer has no content")]
    }
    let usage = AnthropicUsage.read(message["usage"])
    var events: [StreamEvent] = [
      .started(id: message["id"]?.string, model: message["model"]?.string, usage: usage)
    ]
    content.forEachElement { append($0, names, to: &events) }
    let reason = message["stop_reason"]?.string.map {
      StopReason(word: $0, sequence: message["stop_sequence"]?.string)
    }
    events += [.finished(reason, usage: usage), .ended]
    return events
  }

  private static func append(_ block: UnsafeJSONValue, _ names: ToolNames, to events: inout [StreamEvent]) {
    switch block["type"]?.string {
    case "text": events += [.partStarted(.text), .delta(.text(block["text"]?.decoded ?? []))]
    case "thinking":
      events += [.partStarted(.thinking), .delta(.thinking(block["thinking"]?.decoded ?? []))]
      if let signature = block["signature"] { events.append(.delta(.signature(signature.decoded))) }
    case "redacted_thinking":
      events.append(.partStarted(.redactedThinking(data: block["data"]?.decoded ?? [])))
    case "tool_use":
      let name = names.clientName(of: block["name"]?.string ?? "")
      events.append(.partStarted(.toolCall(id: block["id"]?.string ?? "", name: name)))
      if let input = block["input"] { events.append(.delta(.input(Array(input.bytes)))) }
    case let type: events.append(.partStarted(.other(type: type ?? "", source: Array(block.bytes))))
    }
    events.append(.partEnded)
  }
}
