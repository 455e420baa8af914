import Conversations
import Wire

/// Bytes that are the same for whatever means the same, of which an identity is the hash.
///
/// Every item is a tag and, where it has a length, that length: what was said can be told from how it was cut. Objects are
/// sorted by their keys, of duplicates the last counts; escapes are undone; numbers are compared by their digits.
struct CanonicalBytes {
  /// What an item is; raw values are part of the stored identity and never change.
  enum Tag: UInt8 {
    case text = 0x01, toolCall, toolResult, failedToolResult, block, end
    case object, array, string, number, yes, no, null
  }

  /// What has been written.
  private(set) var bytes: [UInt8] = []

  /// Memory above this many bytes is given back when the next identity is begun.
  private static let keptCapacity = 1 << 20

  /// Begins anew with a message of a role.
  mutating func begin(as role: Role) {
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
    bytes.append(Self.tag(of: role))
  }

  private static func tag(of role: Role) -> UInt8 {
    switch role {
    case .user: UInt8(ascii: "u")
    case .assistant: UInt8(ascii: "a")
    case .system: UInt8(ascii: "s")
    case .tool: UInt8(ascii: "t")
    }
  }

  /// Writes the tag of an item that has no length of its own.
  mutating func mark(_ tag: Tag) { bytes.append(tag.rawValue) }

  /// Writes an item that consists of bytes.
  mutating func write(_ tag: Tag, _ body: (inout [UInt8]) -> Void) {
    mark(tag)
    let start = bytes.count
    append(length: 0)
    body(&bytes)
    let length = bytes.count - start - 8
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt64(length).littleEndian, toByteOffset: start, as: UInt64.self)
    }
  }

  /// Writes any value; nothing at all like null.
  mutating func write(_ value: UnsafeJSONValue?) {
    guard let value else { return mark(.null) }
    switch value.kind {
    case .object: writeObject(value)
    case .array:
      mark(.array)
      append(length: value.count)
      value.forEachElement { write($0) }
    case .string: write(.string) { value.appendDecoded(to: &$0) }
    case .number: write(.number) { $0.append(contentsOf: value.bytes) }
    case .true: mark(.yes)
    case .false: mark(.no)
    case .null: mark(.null)
    }
  }

  private mutating func writeObject(_ object: UnsafeJSONValue) {
    var members: [(key: [UInt8], place: Int, value: UnsafeJSONValue)] = []
    members.reserveCapacity(object.count)
    object.forEachMember { key, value in
      var name: [UInt8] = []
      key.appendDecoded(to: &name)
      members.append((name, members.count, value))
    }
    members.sort { $0.key == $1.key ? $0.place > $1.place : $0.key.lexicographicallyPrecedes($1.key) }
    members = members.indices.filter { $0 == 0 || members[$0].key != members[$0 - 1].key }.map { members[$0] }
    mark(.object)
    append(length: members.count)
    for (key, _, value) in members {
      write(.string) { $0.append(contentsOf: key) }
      write(value)
    }
  }

  private mutating func append(length: Int) {
    withUnsafeBytes(of: UInt64(length).littleEndian) { bytes.append(contentsOf: $0) }
  }
}
