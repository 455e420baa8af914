import Wire

/// The tags in which models write calls and their arguments.
struct CallMarkup: Sendable {
  /// What can stand around calls.
  let wrapperOpening: [UInt8]
  let wrapperClosing: [UInt8]
  /// What ends a call.
  let callClosing: [UInt8]
  private let callOpening: [UInt8]
  private let parameterOpening: [UInt8]
  private let parameterClosing = Array("</parameter>".utf8)
  /// What stands behind the names of calls and parameters.
  private let nameEnd: [UInt8]

  /// A longer name, in bytes, is no tool's.
  private static let longestName = 256

  private init(wrapper: String, call: String, opening: String, parameter: String, nameEnd: String) {
    wrapperOpening = Array("<\(wrapper)>".utf8)
    wrapperClosing = Array("</\(wrapper)>".utf8)
    callOpening = Array(opening.utf8)
    callClosing = Array("</\(call)>".utf8)
    parameterOpening = Array(parameter.utf8)
    self.nameEnd = Array(nameEnd.utf8)
  }

  /// `<function=NAME>` and `<parameter=KEY>`; in place of parameters there may be one JSON object.
  static let function = CallMarkup(
    wrapper: "tool_call", call: "function", opening: "<function=", parameter: "<parameter=", nameEnd: ">")
  /// `<invoke name="NAME">` and `<parameter name="KEY">`.
  static let invocation = CallMarkup(
    wrapper: "function_calls", call: "invoke", opening: "<invoke name=\"", parameter: "<parameter name=\"",
    nameEnd: "\">")

  /// Whether a text begins with a call of one of these tools; nil while it is too short to tell.
  func isCall(_ text: ArraySlice<UInt8>, for tools: CallableTools) -> Bool? {
    guard let isOpening = text.begins(with: callOpening) else { return nil }
    guard isOpening else { return false }
    let rest = text.dropFirst(callOpening.count).prefix(Self.longestName)
    guard let end = rest.index(of: nameEnd, from: rest.startIndex) else {
      return rest.count < Self.longestName ? nil : false
    }
    return tools.contains(String(decoding: rest[..<end], as: UTF8.self))
  }

  /// The calls that stand at the beginning of a text one behind the other, and the index behind the last; nil when there is
  /// none, or one of a tool that is not there. The last one may lack its closing tag.
  func calls(in text: ArraySlice<UInt8>, for tools: CallableTools) -> (calls: [WrittenCall], end: Int)? {
    var calls: [WrittenCall] = []
    var end = text.startIndex
    while let (name, body) = named(callOpening, at: text[end...].withoutLeadingSpace) {
      guard tools.contains(name) else { return nil }
      let bodyEnd = body.index(of: callClosing, from: body.startIndex)
      calls.append(
        WrittenCall(
          name: name, arguments: arguments(in: body[..<(bodyEnd ?? body.endIndex)], of: name, tools)))
      end = bodyEnd.map { $0 + callClosing.count } ?? body.endIndex
    }
    return calls.isEmpty ? nil : (calls, end)
  }

  /// The name in an opening tag at the beginning of a text, and what follows the tag.
  private func named(
    _ opening: [UInt8], at text: ArraySlice<UInt8>
  ) -> (name: String, rest: ArraySlice<UInt8>)? {
    guard text.begins(with: opening) == true else { return nil }
    let rest = text.dropFirst(opening.count)
    guard let end = rest.prefix(Self.longestName).index(of: nameEnd, from: rest.startIndex) else {
      return nil
    }
    return (String(decoding: rest[..<end], as: UTF8.self), rest[(end + nameEnd.count)...])
  }

  // MARK: Arguments

  private func arguments(in body: ArraySlice<UInt8>, of tool: String, _ tools: CallableTools) -> [UInt8] {
    var rest = body.withoutLeadingSpace
    if rest.first == UInt8(ascii: "{") { return ToolInput.object(from: Array(rest)) }
    var writer = JSONWriter()
    writer.beginObject()
    while let (key, value) = named(parameterOpening, at: rest) {
      let end = value.index(of: parameterClosing, from: value.startIndex)
      write(Self.unpadded(value[..<(end ?? value.endIndex)]), as: key, of: tool, tools, to: &writer)
      rest = value[(end.map { $0 + parameterClosing.count } ?? value.endIndex)...].withoutLeadingSpace
    }
    writer.endObject()
    return writer.bytes
  }

  /// A text as it stands, anything else as the JSON that it is.
  private func write(
    _ value: ArraySlice<UInt8>, as key: String, of tool: String, _ tools: CallableTools,
    to writer: inout JSONWriter
  ) {
    writer.key(key)
    if !tools.takesText(as: key, of: tool), let json = try? JSONDocument(parsing: Array(value)).root {
      writer.raw(json)
    } else {
      writer.string(bytes: value)
    }
  }

  /// The line breaks next to the tags belong to the tags.
  private static func unpadded(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var value = value
    if value.first == UInt8(ascii: "\n") { value = value.dropFirst() }
    if value.last == UInt8(ascii: "\n") { value = value.dropLast() }
    return value
  }
}
