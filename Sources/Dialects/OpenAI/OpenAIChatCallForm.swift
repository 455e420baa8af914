import Conversations
import Wire

/// The form in which a client is told of tool calls, which is that of the tools it has offered.
struct OpenAIChatCallForm: Sendable {
  /// What the client knows tools as.
  enum Form {
    /// Functions with JSON arguments.
    case function
    /// Tools that take a text.
    case custom
    /// Functions as they were called first: one call an answer, without an id.
    case legacy
  }

  private let freeformNames: Set<String>
  /// Whether the client knows one call an answer, and no ids.
  let isLegacy: Bool

  /// The form in which the client of a request is told of calls.
  init(askedBy request: ChatRequest) {
    freeformNames = OpenAIChatTool.freeformNames(of: request)
    isLegacy = OpenAIChatLegacy.isSpoken(in: request.document.root)
  }

  /// The form in which calls are kept.
  static let functions = OpenAIChatCallForm()

  private init() {
    freeformNames = []
    isLegacy = false
  }

  /// The `finish_reason` a client is told.
  func finish(_ reason: StopReason?, callsTools: Bool) -> String {
    let word = OpenAIChatFinish.word(for: reason, callsTools: callsTools)
    return isLegacy && word == "tool_calls" ? "function_call" : word
  }

  /// How calls of this tool are told.
  func form(of name: String) -> Form {
    isLegacy ? .legacy : freeformNames.contains(name) ? .custom : .function
  }

  /// Writes the members of a message that hold its calls; nothing without calls.
  func writeCalls(of answer: Answer, to writer: inout JSONWriter) {
    let calls = answer.parts.filter(\.isToolCall)
    guard case .toolCall(_, let name, let input)? = calls.first else { return }
    if isLegacy {
      writer.key("function_call")
      return Self.writeFunction(name, ToolInput.object(from: input), to: &writer)
    }
    writer.key("tool_calls")
    writer.beginArray()
    for case .toolCall(let id, let name, let input) in calls {
      writeCall(of: name, id: id, arguments: ToolInput.object(from: input), to: &writer)
    }
    writer.endArray()
  }

  /// Writes a call that is whole, as one of several.
  ///
  /// - Parameter more: writes further members of it.
  func writeCall(
    of name: String, id: String, arguments: [UInt8], to writer: inout JSONWriter,
    _ more: (inout JSONWriter) -> Void = { _ in }
  ) {
    writer.beginObject()
    writer.field("id", id)
    write(name, arguments, to: &writer)
    more(&writer)
    writer.endObject()
  }

  private func write(_ name: String, _ arguments: [UInt8], to writer: inout JSONWriter) {
    guard case .custom = form(of: name) else {
      writer.field("type", "function")
      writer.key("function")
      return Self.writeFunction(name, arguments, to: &writer)
    }
    writer.field("type", "custom")
    writer.key("custom")
    Self.write(name, "input", FreeformTool.text(of: arguments), to: &writer)
  }

  // MARK: Fragments

  /// Writes the first fragment of a call, which alone has its id and name.
  func writeStart(of name: String, id: String, index: Int, to writer: inout JSONWriter) {
    if isLegacy {
      writer.key("function_call")
      return Self.writeFunction(name, [], to: &writer)
    }
    writeFragment(index, to: &writer) { writer in
      writer.field("id", id)
      write(name, [], to: &writer)
    }
  }

  /// Writes a later fragment of a call: more of its arguments, or the text that its tool takes.
  func writeGrowth(of name: String, by more: [UInt8], index: Int, to writer: inout JSONWriter) {
    switch form(of: name) {
    case .legacy:
      writer.key("function_call")
      Self.write(nil, "arguments", more, to: &writer)
    case .function:
      writeFragment(index, to: &writer) { writer in
        writer.key("function")
        Self.write(nil, "arguments", more, to: &writer)
      }
    case .custom:
      writeFragment(index, to: &writer) { writer in
        writer.key("custom")
        Self.write(nil, "input", more, to: &writer)
      }
    }
  }

  private func writeFragment(
    _ index: Int, to writer: inout JSONWriter, _ members: (inout JSONWriter) -> Void
  ) {
    writer.key("tool_calls")
    writer.beginArray()
    writer.beginObject()
    writer.field("index", index)
    members(&writer)
    writer.endObject()
    writer.endArray()
  }

  private static func writeFunction(_ name: String, _ arguments: [UInt8], to writer: inout JSONWriter) {
    write(name, "arguments", arguments, to: &writer)
  }

  private static func write(
    _ name: String?, _ key: String, _ text: [UInt8], to writer: inout JSONWriter
  ) {
    writer.beginObject()
    if let name { writer.field("name", name) }
    writer.key(key)
    writer.string(bytes: text)
    writer.endObject()
  }
}
