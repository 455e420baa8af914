import Conversations
import Wire

/// Reads where the bytes of pictures and documents are.
enum AnthropicMedia {
  /// The `source` of a picture or a document.
  static func read(_ source: JSONValue?, at path: String) throws(ClientError) -> Media {
    guard let source, source.kind == .object else { throw .meaningless("\(path): a source is required") }
    let mediaType = source["media_type"]?.string
    switch try source.requiredString("type", at: path) {
    case "base64":
      return Media(mediaType: mediaType, source: .base64(try source.requiredString("data", at: path)))
    case "url": return Media(mediaType: mediaType, source: .url(try source.requiredString("url", at: path)))
    case "file":
      return Media(mediaType: mediaType, source: .file(id: try source.requiredString("file_id", at: path)))
    case let type: throw .meaningless("\(path).type: \"\(type)\" is not known")
    }
  }

  /// A `document` block.
  static func document(_ block: JSONValue, at path: String) throws(ClientError) -> Document {
    let source = block["source"]
    let title = block["title"]?.string
    switch source?["type"]?.string {
    case "text":
      let text = try source?.requiredString("data", at: "\(path).source") ?? ""
      return Document(title: title, body: .text(text))
    case "content":
      let parts = try AnthropicParts.read(source?["content"], at: "\(path).source.content")
      return Document(title: title, body: .parts(parts))
    default: return Document(title: title, body: .media(try read(source, at: "\(path).source")))
    }
  }
}
