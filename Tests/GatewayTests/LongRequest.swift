import ContextEngine
import Conversations
import Dialects
import Wire

@testable import Gateway

/// A request of a session of many steps, each of which reads a file.
enum LongRequest {
  static let dialect = AnthropicMessages()

  /// Its body: the first `steps` of the session.
  static func body(steps: Int, system: String = "You are a careful agent.") -> [UInt8] {
    let messages =
      [#"{"role":"user","content":"Find out which of the files names the harbour."}"#]
      + (0..<steps).flatMap { step in
        [
          #"{"role":"assistant","content":[{"type":"text","text":"I read file \#(step)."},"#
            + #"{"type":"tool_use","id":"t\#(step)","name":"Read","input":{"file_path":"/src/f\#(step).txt"}}]}"#,
          #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t\#(step)","content":"\#(text(step))"}]}"#,
        ]
      }
    let tool =
      #"{"name":"Read","description":"Reads a file.","input_schema":{"type":"object","#
      + #""properties":{"file_path":{"type":"string"}},"required":["file_path"]}}"#
    return Array(
      (#"{"model":"m","max_tokens":1000,"system":"\#(system)","tools":[\#(tool)],"messages":["#
        + messages.joined(separator: ",") + "]}").utf8)
  }

  /// Some 300 tokens that no other step has.
  private static func text(_ step: Int) -> String {
    (0..<20).map { "Line \($0) of file \(step) says that boat \(step * 31 + $0) lies at pier \($0 * 7)." }
      .joined(separator: #"\n"#)
  }

  /// The request fitted.
  static func fitted(
    _ body: [UInt8], window: Int = 8_192, after state: [UInt8]? = nil,
    settings: ContextSettings = ContextSettings()
  ) throws -> FitReport {
    try FitReport.make(
      of: body, from: "body.json", window: window, model: nil, state: state, settings: settings, data: nil)
  }

  /// A state that a request of so many steps leaves.
  static func state(steps: Int) throws -> ContextState {
    guard let state = ContextState(decoding: try fitted(body(steps: steps)).state) else {
      throw FitError.damagedState
    }
    return state
  }
}
