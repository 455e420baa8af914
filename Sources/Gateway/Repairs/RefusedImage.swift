import Conversations
import Wire

/// A picture in a request, in whichever dialect, and the note that takes its place for a model that sees none.
struct RefusedImage {
  /// The part that takes its place.
  let note: [UInt8]

  /// The picture that a part is; nil for any other value.
  init?(_ part: JSONValue) {
    guard part.kind == .object else { return nil }
    let media = part["inlineData"] ?? part["inline_data"] ?? part["fileData"]
    switch part["type"]?.string {
    case "image":
      let source = part["source"]
      note = Self.part("text", source?["media_type"]?.string, base64: source?["data"]?.range.count)
    case "image_url":
      let url = part["image_url"]?["url"]?.string ?? part["image_url"]?.string ?? ""
      note = Self.part("text", Self.type(of: url), base64: Self.size(of: url))
    case "input_image":
      let url = part["image_url"]?.string ?? ""
      note = Self.part("input_text", Self.type(of: url), base64: Self.size(of: url))
    default:
      guard let media, let type = (media["mimeType"] ?? media["mime_type"])?.string, type.hasPrefix("image/")
      else { return nil }
      note = Self.part(nil, type, base64: media["data"]?.range.count)
    }
  }

  /// The words that take the place of a picture.
  ///
  /// - Parameter length: how long its Base64 is, in bytes; nil for one that is elsewhere.
  static func words(_ mediaType: String?, base64 length: Int?) -> String {
    let facts = ["image", mediaType, length.map { "\(ByteCount($0 * 3 / 4))" }].compactMap { $0 }
    return "[\(facts.joined(separator: ", ")), left out: this model does not see pictures]"
  }

  private static func part(_ type: String?, _ mediaType: String?, base64 length: Int?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    if let type { writer.field("type", type) }
    writer.field("text", words(mediaType, base64: length))
    writer.endObject()
    return writer.bytes
  }

  /// The media type in a `data:` URL.
  private static func type(of url: String) -> String? {
    guard url.hasPrefix("data:") else { return nil }
    return String(url.dropFirst(5).prefix { $0 != ";" && $0 != "," })
  }

  private static func size(of url: String) -> Int? {
    guard url.hasPrefix("data:"), let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
    return url.utf8.distance(from: comma, to: url.utf8.endIndex) - 1
  }
}
