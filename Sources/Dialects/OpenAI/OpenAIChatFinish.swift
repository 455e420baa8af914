import Conversations
import Wire

/// Why an answer has ended, as a backend says and as a client is told.
enum OpenAIChatFinish {
  /// The reason behind a choice's `finish_reason`; nil while there is none. Words that nobody has defined mean that
  /// the model was done.
  static func reason(of choice: UnsafeJSONValue) -> StopReason? {
    guard let word = choice["finish_reason"]?.string, !word.isEmpty else { return nil }
    return switch word {
    case "length", "max_tokens": .maxTokens
    case "tool_calls", "tool_call", "function_call": .toolUse
    case "content_filter", "sensitive": .refusal
    case "model_context_window_exceeded": .contextWindowExceeded
    // vLLM says which stop sequence it was.
    default: choice["stop_reason"]?.string.map { .stopSequence($0) } ?? .endTurn
    }
  }

  /// The failure that some backends report as a reason.
  static func failure(of choice: UnsafeJSONValue) -> StreamEvent? {
    switch choice["finish_reason"]?.string {
    case "error"?: .failed(type: "error", message: "the backend ended its answer with an error")
    case "network_error"?: .failed(type: "network_error", message: "the backend lost its own connection")
    default: nil
    }
  }

  /// The failure that a chunk or a whole answer reports in place of choices, in any of the vendors' forms.
  static func failure(in chunk: UnsafeJSONValue) -> StreamEvent? {
    if let error = chunk["error"], !error.isNull { return ReportedError(error).event }
    if chunk["object"]?.isString("error") == true { return ReportedError(chunk).event }
    // MiniMax and Zhipu's gateways.
    if let response = chunk["base_resp"], let code = response["status_code"]?.int, code != 0 {
      return .failed(type: String(code), message: response["status_msg"]?.string ?? "status \(code)")
    }
    if chunk["success"]?.bool == false {
      let code = chunk["code"]
      return .failed(
        type: code?.string ?? code?.int.map { String($0) }, message: chunk["msg"]?.string ?? "no success")
    }
    return nil
  }
}

extension OpenAIChatFinish {
  /// The `finish_reason` a client is told. That tools were called decides, whatever the backend said, unless the answer
  /// was cut short or refused.
  static func word(for reason: StopReason?, callsTools: Bool) -> String {
    switch reason {
    case .maxTokens, .contextWindowExceeded: "length"
    case .refusal: "content_filter"
    default: callsTools ? "tool_calls" : "stop"
    }
  }
}
