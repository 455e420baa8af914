import Conversations
import Wire

/// Reads the content of a message, or what came of a call.
enum ResponsesContent {
  /// A text, a list of parts, or nothing. Empty texts are left out.
  static func read(_ content: JSONValue?, at path: String) throws(ClientError) -> [ContentPart] {
    guard let content, !content.isNull else { return [] }
    if let text = content.string { return text.isEmpty ? [] : [.text(text)] }
    guard content.kind == .array else { throw .meaningless("\(path): must be a text or a list of parts") }
    var parts: [ContentPart] = []
    var position = 0
    for part in content.elements {
      if let part = try read(part: part, at: "\(path).\(position)") { parts.append(part) }
      position += 1
    }
    return parts
  }

  /// The text of a part that is nothing but text.
  static func text(of part: UnsafeJSONValue) -> UnsafeJSONValue? {
    if part.kind == .string { return part }
    guard let type = part["type"] else { return nil }
    if type.isString("refusal") { return part["refusal"] }
    let isText =
      type.isString("input_text") || type.isString("output_text") || type.isString("text")
      || type.isString("summary_text") || type.isString("reasoning_text")
    return isText ? part["text"] : nil
  }

  /// Whether a part, or a text in place of one, is read as a part; an empty text is not.
  static func isPart(_ part: JSONValue) -> Bool {
    part.withUnsafeValue { part in
      guard let text = text(of: part), text.kind == .string else { return true }
      return !text.isString("")
    }
  }

  private static func read(part: JSONValue, at path: String) throws(ClientError) -> ContentPart? {
    if let text = part.withUnsafeValue({ text(of: $0)?.string }) { return text.isEmpty ? nil : .text(text) }
    guard part.kind == .object, let type = part["type"]?.string else {
      throw .meaningless("\(path): must be a part with a type")
    }
    switch type {
    case "input_image": return .image(try image(part, at: path))
    case "input_file": return .document(try file(part, at: path))
    case "input_audio":
      throw .meaningless("\(path): input_audio cannot be passed on to this model; send text")
    default: return .other(type: type, source: part)
    }
  }

  private static func image(_ part: JSONValue, at path: String) throws(ClientError) -> Media {
    if let url = (part["image_url"]?["url"] ?? part["image_url"])?.string { return OpenAIChatMedia.read(url) }
    if let id = part["file_id"]?.string { return Media(mediaType: nil, source: .file(id: id)) }
    throw .meaningless("\(path): image_url or file_id is required")
  }

  /// A file: behind a URL, in the part, or at the vendor.
  private static func file(_ part: JSONValue, at path: String) throws(ClientError) -> Document {
    let url = part["file_url"]?.string.map { OpenAIChatMedia.read($0) }
    guard let media = url ?? OpenAIChatMedia.read(file: part) else {
      throw .meaningless("\(path): file_data, file_url or file_id is required")
    }
    return Document(title: part["filename"]?.string, body: .media(media))
  }
}
