import Conversations
import Wire

/// Says what users and tools say in blocks. What a model cannot take is replaced by a note that says what it was.
struct AnthropicBlocks {
  /// What is said in text.
  var plain = PlainParts()
  /// Bytes of pictures and documents within the blocks, and how many there are: they are no text to be counted.
  private(set) var mediaBytes = 0
  private(set) var mediaCount = 0

  private let seesPictures: Bool
  private let quirks: AnthropicQuirks

  /// The types of pictures that are taken.
  private static let pictureTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]
  /// The type of documents that are taken as files.
  private static let documentType = "application/pdf"

  init(for traits: ModelTraits, _ quirks: AnthropicQuirks) {
    seesPictures = traits.acceptsImages
    self.quirks = quirks
  }

  /// The blocks of a part; none for one that says nothing.
  mutating func blocks(of part: ContentPart) -> [[UInt8]] {
    switch part {
    case .image(let image):
      if let source = source(of: image, types: Self.pictureTypes) {
        return [block("image", source: source, title: nil)]
      }
    case .document(let document):
      if quirks.acceptsDocuments { return self.document(document).map { [$0] } ?? text(of: part) }
      if case .parts(let parts) = document.body {
        let title = document.title.map { [AnthropicBlockEdit.text("[document: \($0)]")] } ?? []
        return parts.reduce(into: title) { $0 += blocks(of: $1) }
      }
    default: break
    }
    return text(of: part)
  }

  /// The block of a text; none for white space, which Anthropic refuses.
  static func text(_ text: String) -> [[UInt8]] {
    text.utf8.allSatisfy(ASCII.isSpace) ? [] : [AnthropicBlockEdit.text(text)]
  }

  private mutating func text(of part: ContentPart) -> [[UInt8]] { Self.text(plain.text(of: part)) }

  // MARK: Pictures and documents

  private mutating func document(_ document: Document) -> [UInt8]? {
    switch document.body {
    case .media(let media):
      return source(of: media, types: [Self.documentType]).map {
        block("document", source: $0, title: document.title)
      }
    case .text(let text):
      if text.utf8.allSatisfy(ASCII.isSpace) { return nil }
      let source = object([("type", "text"), ("media_type", "text/plain"), ("data", text)])
      return block("document", source: source, title: document.title)
    case .parts(let parts):
      let content = parts.flatMap { passage($0) }
      if content.isEmpty { return nil }
      var source = JSONWriter()
      source.beginObject()
      source.field("type", "content")
      source.key("content")
      Self.write(content, to: &source)
      source.endObject()
      return block("document", source: source.bytes, title: document.title)
    }
  }

  /// A part within a document, where only texts and pictures can stand.
  private mutating func passage(_ part: ContentPart) -> [[UInt8]] {
    if case .image = part { blocks(of: part) } else { text(of: part) }
  }

  /// Where the bytes of a file are that the model takes; nil for one it does not.
  private mutating func source(of media: Media, types: Set<String>) -> [UInt8]? {
    guard seesPictures else { return nil }
    switch media.source {
    case .base64(let data):
      guard let type = media.knownType, types.contains(type) else { return nil }
      mediaBytes += data.utf8.count
      mediaCount += 1
      return object([("type", "base64"), ("media_type", type), ("data", data)])
    case .url(let url):
      guard quirks.fetchesURLs else { return nil }
      mediaCount += 1
      return object([("type", "url"), ("url", url)])
    case .file: return nil
    }
  }

  private func block(_ type: String, source: [UInt8], title: String?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", type)
    writer.key("source")
    writer.raw(source)
    if let title { writer.field("title", title) }
    writer.endObject()
    return writer.bytes
  }

  private func object(_ members: [(key: String, value: String)]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in members { writer.field(key, value) }
    writer.endObject()
    return writer.bytes
  }

  /// Writes a list of blocks.
  static func write(_ blocks: [[UInt8]], to writer: inout JSONWriter) {
    writer.beginArray()
    for block in blocks { writer.raw(block) }
    writer.endArray()
  }
}

// MARK: - Results

extension AnthropicBlocks {
  /// The block that answers a call; a call without a result is told so.
  mutating func block(answering callID: String, of clientID: String, with result: ToolResult?) -> [UInt8] {
    guard let result else {
      plain.notes.append("the result of \(clientID) is missing; the model was told so")
      return Self.result(of: callID, [AnthropicBlockEdit.text(PlainParts.interrupted)], isError: true)
    }
    let content = result.parts.flatMap { blocks(of: $0) }
    return Self.result(
      of: callID, content.isEmpty ? [AnthropicBlockEdit.text(PlainParts.silence)] : content,
      isError: result.isError)
  }

  private static func result(of callID: String, _ content: [[UInt8]], isError: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "tool_result")
    writer.field("tool_use_id", callID)
    writer.key("content")
    write(content, to: &writer)
    if isError { writer.field("is_error", true) }
    writer.endObject()
    return writer.bytes
  }
}
