import Conversations
import Wire

extension AnswerAssembler {
  /// Takes a delta of chat completions, or a whole message.
  mutating func take(_ delta: UnsafeJSONValue, into events: inout [StreamEvent]) {
    think(OpenAIChatText.reasoning(of: delta), into: &events)
    for piece in OpenAIChatText.content(of: delta["content"]) {
      switch piece.kind {
      case .text: say(piece.bytes, into: &events)
      case .thinking: think(piece.bytes, into: &events)
      }
    }
    if let refusal = delta["refusal"]?.decoded, !refusal.isEmpty { refuse(refusal, into: &events) }
    delta["tool_calls"]?.forEachElement { takeCall($0, into: &events) }
    if let call = delta["function_call"], call.kind == .object {
      takeFunction(call, index: nil, id: "", into: &events)
    }
  }

  private mutating func takeCall(_ call: UnsafeJSONValue, into events: inout [StreamEvent]) {
    let (index, id) = (call["index"]?.int, call["id"]?.string ?? "")
    if let function = call["function"] {
      takeFunction(function, index: index, id: id, into: &events)
    } else if let custom = call["custom"] {
      self.call(
        index: index, id: id, name: custom["name"]?.string ?? "", arguments: custom["input"]?.decoded ?? [],
        isFreeform: true, into: &events)
    }
  }

  private mutating func takeFunction(
    _ function: UnsafeJSONValue, index: Int?, id: String, into events: inout [StreamEvent]
  ) {
    self.call(
      index: index, id: id, name: function["name"]?.string ?? "",
      arguments: OpenAIChatText.arguments(function["arguments"]), into: &events)
  }
}
