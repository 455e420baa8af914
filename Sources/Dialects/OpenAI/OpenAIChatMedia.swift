import Conversations
import Wire

/// Reads where the bytes of pictures and files are.
enum OpenAIChatMedia {
  /// A picture or a file behind a URL, or inside one: `data:TYPE;base64,DATA`. The type may be missing.
  static func read(_ url: String) -> Media {
    let scheme = "data:"
    let (text, start) = (url.utf8, url.utf8.prefix(scheme.utf8.count))
    guard String(Substring(start)).lowercased() == scheme, let comma = text.firstIndex(of: UInt8(ascii: ","))
    else { return Media(mediaType: nil, source: .url(url)) }
    let header = String(Substring(text[start.endIndex..<comma]))
    let words = header.split(separator: ";", omittingEmptySubsequences: false).map { $0.lowercased() }
    guard words.last == "base64" else { return Media(mediaType: nil, source: .url(url)) }
    let mediaType = words.count > 1 && !words[0].isEmpty ? words[0] : nil
    return Media(mediaType: mediaType, source: .base64(String(Substring(text[text.index(after: comma)...]))))
  }

  /// The `file` of a part; nil when it is nowhere. Some clients leave out what makes Base64 text a URL.
  static func read(file: JSONValue?) -> Media? {
    if let data = file?["file_data"]?.string {
      let media = read(data)
      guard case .url(let text) = media.source, !text.contains(":") else { return media }
      return Media(mediaType: nil, source: .base64(text))
    }
    return file?["file_id"]?.string.map { Media(mediaType: nil, source: .file(id: $0)) }
  }
}
