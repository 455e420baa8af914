import Conversations
import Wire

/// The canonical bytes of arguments: the same for the same arguments, whatever the order of keys, white space and escapes.
extension ToolArguments {
  /// A tool's name and the arguments.
  func canonical(after name: String) -> [UInt8] {
    var bytes = Array(name.utf8)
    bytes.append(0)
    guard let root else { return bytes + source }
    Self.write(root, to: &bytes)
    return bytes
  }

  private static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
    switch value.kind {
    case .object: write(membersOf: value, to: &bytes)
    case .array:
      write(UInt8(ascii: "["), value.count, to: &bytes)
      for element in value.elements { write(element, to: &bytes) }
    case .string: write(text: value, to: &bytes)
    default:
      write(UInt8(ascii: "#"), value.range.count, to: &bytes)
      value.withBytes { bytes.append(contentsOf: $0) }
    }
  }

  private static func write(membersOf object: JSONValue, to bytes: inout [UInt8]) {
    let members = object.members.map { (key: $0.key.string ?? "", value: $0.value) }.enumerated()
      .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
    write(UInt8(ascii: "{"), members.count, to: &bytes)
    for (_, member) in members {
      write(UInt8(ascii: "\""), member.key.utf8.count, to: &bytes)
      bytes.append(contentsOf: member.key.utf8)
      write(member.value, to: &bytes)
    }
  }

  private static func write(text: JSONValue, to bytes: inout [UInt8]) {
    var decoded: [UInt8] = []
    text.appendDecoded(to: &decoded)
    write(UInt8(ascii: "\""), decoded.count, to: &bytes)
    bytes.append(contentsOf: decoded)
  }

  private static func write(_ tag: UInt8, _ count: Int, to bytes: inout [UInt8]) {
    bytes.append(tag)
    withUnsafeBytes(of: UInt64(count).littleEndian) { bytes.append(contentsOf: $0) }
  }
}
