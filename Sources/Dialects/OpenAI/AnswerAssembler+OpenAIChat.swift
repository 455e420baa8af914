import Conversations
import Wire

extension AnswerAssembler {
  /// Takes a delta of chat completions, or a whole message.
  ///
  /// - Parameter details: what has come of `reasoning_details`, with which the next call is signed.
  mutating func take(
    _ delta: UnsafeJSONValue, _ details: inout ReasoningDetails, into events: inout [StreamEvent]
  ) {
    details.take(delta)
    think(OpenAIChatText.reasoning(of: delta), into: &events)
    for piece in OpenAIChatText.content(of: delta["content"]) {
      switch piece.kind {
      case .text: say(piece.bytes, into: &events)
      case .thinking: think(piece.bytes, into: &events)
      }
    }
    if let refusal = delta["refusal"]?.decoded, !refusal.isEmpty { refuse(refusal, into: &events) }
    delta["tool_calls"]?.forEachElement { call in
      if isBetweenCalls, let list = details.takeList() { sign(list, into: &events) }
      takeCall(call, into: &events)
    }
    if let call = delta["function_call"], call.kind == .object {
      takeFunction(call, index: nil, id: "", into: &events)
    }
  }

  private mutating func takeCall(_ call: UnsafeJSONValue, into events: inout [StreamEvent]) {
    let (index, id) = (call["index"]?.int, call["id"]?.string ?? "")
    if let signature = call["extra_content"]?["google"]?["thought_signature"]?.decoded, !signature.isEmpty {
      sign(signature, into: &events)
    }
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
