import Conversations
import Wire

/// How the blocks of a forwarded prompt lie in a row: a JSON list, in which a longer text stands as its hash.
///
/// Turn by turn most of a prompt is what it was, so that texts kept with every turn would grow with the square of a
/// session's length. Kept once by their hash, they grow with what is new.
enum StoredBlocks {
  /// A text that is kept by its hash.
  struct Text {
    let hash: Fingerprint
    let bytes: [UInt8]
  }

  /// Bytes from which a text is kept by its hash: the hash takes 32, and a short note compresses well among its likes.
  static let sharedSize = 256

  /// The list to be stored, and the texts it names by their hashes.
  static func encode(_ blocks: [ContextBlock]) -> (list: [UInt8], texts: [Text]) {
    var writer = JSONWriter()
    var texts: [Text] = []
    writer.beginArray()
    for block in blocks { write(block, to: &writer, sharing: &texts) }
    writer.endArray()
    return (writer.bytes, texts)
  }

  private static func write(_ block: ContextBlock, to writer: inout JSONWriter, sharing texts: inout [Text]) {
    writer.beginObject()
    switch block.origin {
    case .system: writer.field("of", "system")
    case .tools: writer.field("of", "tools")
    case .gateway: writer.field("of", "gateway")
    case .messages(let range):
      writer.field("first", range.lowerBound)
      writer.field("last", range.upperBound)
    }
    if let part = block.part { writer.field("part", part) }
    writer.field("label", block.label)
    writer.field("state", block.state.rawValue)
    writer.field("tokens", block.tokens)
    if let original = block.originalTokens { writer.field("original", original) }
    if block.isChanged { writer.field("changed", true) }
    if let text = block.text { write(text, to: &writer, sharing: &texts) }
    writer.endObject()
  }

  private static func write(_ text: String, to writer: inout JSONWriter, sharing texts: inout [Text]) {
    guard text.utf8.count >= sharedSize else { return writer.field("text", text) }
    let bytes = Array(text.utf8)
    let hash = Fingerprint(of: bytes)
    texts.append(Text(hash: hash, bytes: bytes))
    writer.field("hash", hash.description)
  }

  /// The blocks behind a stored list; nil when the row is damaged, or a text it names is missing.
  static func decode(
    _ list: [UInt8], text: (Fingerprint) throws(StoreError) -> [UInt8]?
  ) throws(StoreError) -> [ContextBlock]? {
    guard let root = try? JSONDocument(parsing: list).root, root.kind == .array else { return nil }
    var blocks: [ContextBlock] = []
    for value in root.elements {
      guard var block = ContextBlock(value) else { return nil }
      if let hash = value["hash"] {
        guard let hash = hash.string.flatMap(Fingerprint.init(hexadecimal:)), let bytes = try text(hash)
        else {
          return nil
        }
        block.text = String(decoding: bytes, as: UTF8.self)
      }
      blocks.append(block)
    }
    return blocks
  }
}

extension ContextBlock {
  fileprivate init?(_ value: JSONValue) {
    guard let origin = Origin(value), let label = value["label"]?.string,
      let state = value["state"]?.string.flatMap(State.init(rawValue:)), let tokens = value["tokens"]?.int
    else { return nil }
    self.init(
      origin: origin, part: value["part"]?.int, label: label, state: state, tokens: tokens,
      originalTokens: value["original"]?.int, isChanged: value["changed"]?.bool ?? false,
      text: value["text"]?.string)
  }
}

extension ContextBlock.Origin {
  fileprivate init?(_ value: JSONValue) {
    switch value["of"]?.string {
    case "system": self = .system
    case "tools": self = .tools
    case "gateway": self = .gateway
    case nil:
      guard let first = value["first"]?.int, let last = value["last"]?.int, first <= last else { return nil }
      self = .messages(first...last)
    default: return nil
    }
  }
}

extension Fingerprint {
  /// A fingerprint from its description; nil when the text is none.
  fileprivate init?(hexadecimal text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}
