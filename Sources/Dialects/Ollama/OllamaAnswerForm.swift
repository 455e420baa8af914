import Conversations
import Wire

/// How the objects look of which an answer consists: with a `message` for a conversation, with a `response` for a prompt.
struct OllamaAnswerForm: Sendable {
  /// What an object says.
  struct Said: Sendable {
    /// Text, in UTF-8.
    var text: [UInt8] = []
    /// Reasoning, in UTF-8.
    var thinking: [UInt8] = []
    /// Calls, which are always whole.
    var calls: [Call] = []

    /// A call of a tool.
    struct Call: Sendable {
      var id: String
      var index: Int
      var name: String
      /// What the model wrote for arguments.
      var input: [UInt8]
    }
  }

  /// The end of an answer, told by the last object.
  struct End: Sendable {
    /// Why it ended, in Ollama's word.
    let reason: String
    /// What it cost.
    let usage: Usage
  }

  /// Whether the client is shown reasoning, which it is unless it has switched that off.
  let showsThinking: Bool
  private let model: String
  private let time: String
  private let isGenerated: Bool

  init(_ frame: AnswerFrame) {
    let body = frame.request.document.root
    showsThinking = body["think"]?.bool != false
    model = frame.request.model
    time = CivilTime(secondsSince1970: frame.time).iso8601
    isGenerated = OllamaBody(body) == .generate
  }

  /// An object of the answer.
  func object(_ said: Said, _ end: End? = nil) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("model", model)
    writer.field("created_at", time)
    if isGenerated {
      writer.key("response")
      writer.string(bytes: said.text)
      writeThinking(said, to: &writer)
    } else {
      writer.key("message")
      Self.writeMessage(said, to: &writer)
    }
    writer.field("done", end != nil)
    if let end { Self.write(end, to: &writer) }
    writer.endObject()
    return writer.bytes
  }

  /// A message of the assistant's, as it stands in an answer and as clients send it back.
  static func writeMessage(_ said: Said, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("role", "assistant")
    writer.key("content")
    writer.string(bytes: said.text)
    writeThinking(said, to: &writer)
    if !said.calls.isEmpty {
      writer.key("tool_calls")
      writer.beginArray()
      for call in said.calls { write(call, to: &writer) }
      writer.endArray()
    }
    writer.endObject()
  }

  private static func write(_ call: Said.Call, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", call.id)
    writer.key("function")
    writer.beginObject()
    writer.field("index", call.index)
    writer.field("name", call.name)
    writer.key("arguments")
    writer.raw(onOneLine: ToolInput.object(from: call.input))
    writer.endObject()
    writer.endObject()
  }

  /// Times are 0, for nobody has measured them: clients take them for numbers, and most for nothing else.
  private static func write(_ end: End, to writer: inout JSONWriter) {
    writer.field("done_reason", end.reason)
    writer.field("total_duration", 0)
    writer.field("load_duration", 0)
    writer.field("prompt_eval_count", end.usage.prompt)
    writer.field("prompt_eval_duration", 0)
    writer.field("eval_count", end.usage.output)
    writer.field("eval_duration", 0)
  }
}

private func writeThinking(_ said: OllamaAnswerForm.Said, to writer: inout JSONWriter) {
  guard !said.thinking.isEmpty else { return }
  writer.key("thinking")
  writer.string(bytes: said.thinking)
}

extension OllamaAnswerForm.End {
  /// The end, told as Ollama tells it: that tools are called has no word of its own.
  init(_ reason: StopReason?, usage: Usage) {
    switch reason {
    case .maxTokens, .contextWindowExceeded: self.reason = "length"
    default: self.reason = "stop"
    }
    self.usage = usage
  }
}

extension OllamaAnswerForm.Said {
  /// What an answer says. Text before and behind a call is one text, as it is when it is streamed.
  init(_ answer: Answer, showsThinking: Bool = true) {
    for part in answer.parts {
      switch part {
      case .text(let bytes): text += bytes
      case .thinking(let bytes, _): if showsThinking { thinking += bytes }
      case .toolCall(let id, let name, let input):
        calls.append(Call(id: id, index: calls.count, name: name, input: input))
      case .redactedThinking, .other: break
      }
    }
  }
}
