import Conversations
import Wire

/// Writes the canonical bytes of a message, of which its identity is the hash.
///
/// Every item is a tag and, where it has a length, that length: what was said can be told from how it was cut.
/// Numbers are compared by their digits. Of duplicate keys the last counts.
struct CanonicalWriter {
  private var bytes: [UInt8] = []
  /// Where the length of the text run that is being written stands; nil outside of one.
  private var textStart: Int?

  /// What an item is; raw values are part of the stored identity and never change.
  enum Tag: UInt8 {
    case text = 0x01, toolCall, toolResult, failedToolResult, block, end
    case object, array, string, number, yes, no, null
    case name
  }

  /// Memory above this many bytes is given back after the message that needed it.
  private static let keptCapacity = 1 << 20

  /// Begins a message, and forgets the one before.
  mutating func begin(_ role: Role) {
    textStart = nil
    bytes.removeAll(keepingCapacity: true)
    bytes.append(Self.tag(of: role))
  }

  /// Whether nothing has been said in the message.
  var isEmpty: Bool { bytes.count == 1 }

  /// The identity of the message, which is complete.
  mutating func fingerprint() -> Fingerprint {
    closeText()
    defer { bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity) }
    return Fingerprint(of: bytes)
  }

  private static func tag(of role: Role) -> UInt8 {
    switch role {
    case .user: UInt8(ascii: "u")
    case .assistant: UInt8(ascii: "a")
    case .system: UInt8(ascii: "s")
    case .tool: UInt8(ascii: "t")
    }
  }

  /// Begins an item that is no text.
  mutating func begin(_ tag: Tag) {
    closeText()
    bytes.append(tag.rawValue)
  }
}

// MARK: - Text

extension CanonicalWriter {
  /// Adds to the run of text, which goes on over the borders of parts, unless the text is one that does not count.
  mutating func text(_ text: UnsafeJSONValue, unless isLeftOut: (ArraySlice<UInt8>) -> Bool = { _ in false })
  {
    openText()
    let start = bytes.count
    text.appendDecoded(to: &bytes)
    if isLeftOut(bytes[start...]) { bytes.removeSubrange(start...) }
  }

  /// Adds to the run of text.
  mutating func text(_ text: some Collection<UInt8>) {
    openText()
    bytes.append(contentsOf: text)
  }

  private mutating func openText() {
    guard textStart == nil else { return }
    bytes.append(Tag.text.rawValue)
    textStart = bytes.count
    append(length: 0)
  }

  /// Ends the run of text; an empty one was none.
  mutating func closeText() {
    guard let start = textStart else { return }
    textStart = nil
    let length = bytes.count - start - 8
    if length == 0 {
      bytes.removeSubrange((start - 1)...)
    } else {
      put(length: length, at: start)
    }
  }
}

// MARK: - Values

extension CanonicalWriter {
  /// Adds any value.
  ///
  /// - Parameter isInput: whether it is what a tool is called with, where every key means something. Elsewhere marks for
  ///   a vendor's cache do not.
  mutating func value(_ value: UnsafeJSONValue?, isInput: Bool) {
    guard let value else { return bytes.append(Tag.null.rawValue) }
    switch value.kind {
    case .object: object(value, isInput: isInput)
    case .array:
      bytes.append(Tag.array.rawValue)
      append(length: value.count)
      value.forEachElement { self.value($0, isInput: isInput) }
    case .string: sized(.string) { value.appendDecoded(to: &$0) }
    case .number: sized(.number) { $0.append(contentsOf: value.bytes) }
    case .true: bytes.append(Tag.yes.rawValue)
    case .false: bytes.append(Tag.no.rawValue)
    case .null: bytes.append(Tag.null.rawValue)
    }
  }

  private mutating func object(_ object: UnsafeJSONValue, isInput: Bool) {
    var members: [(key: [UInt8], place: Int, value: UnsafeJSONValue)] = []
    members.reserveCapacity(object.count)
    object.forEachMember { key, value in
      if !isInput, key.isString("cache_control") || key.isString("prompt_cache_breakpoint") { return }
      var name: [UInt8] = []
      key.appendDecoded(to: &name)
      members.append((name, members.count, value))
    }
    members.sort { $0.key == $1.key ? $0.place > $1.place : $0.key.lexicographicallyPrecedes($1.key) }
    members = members.indices.filter { $0 == 0 || members[$0].key != members[$0 - 1].key }.map { members[$0] }
    bytes.append(Tag.object.rawValue)
    append(length: members.count)
    for (key, _, value) in members {
      sized(.string) { $0.append(contentsOf: key) }
      self.value(value, isInput: isInput || key.elementsEqual("input".utf8))
    }
  }

  private mutating func sized(_ tag: Tag, _ body: (inout [UInt8]) -> Void) {
    bytes.append(tag.rawValue)
    let start = bytes.count
    append(length: 0)
    body(&bytes)
    put(length: bytes.count - start - 8, at: start)
  }

  private mutating func append(length: Int) {
    withUnsafeBytes(of: UInt64(length).littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func put(length: Int, at offset: Int) {
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt64(length).littleEndian, toByteOffset: offset, as: UInt64.self)
    }
  }
}
