import Conversations
import Wire

/// Reads reasoning items.
enum ResponsesReasoning {
  /// The reasoning as a part; what its vendor signed is its signature.
  static func read(_ item: JSONValue) -> ContentPart {
    .thinking(
      text: text(of: item), signature: item["encrypted_content"]?.string.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// What can be read of it: the reasoning itself, else its summary. Both may be null.
  static func text(of item: JSONValue) -> String {
    let text = joined(item["content"])
    return text.isEmpty ? joined(item["summary"]) : text
  }

  private static func joined(_ list: JSONValue?) -> String {
    guard let list else { return "" }
    return list.string ?? list.elements.compactMap { $0["text"]?.string }.joined(separator: "\n\n")
  }
}

/// What a client is shown in place of a signature that is none of its own vendor's: by it the reasoning is known again
/// when it comes back.
struct ReasoningMark: Equatable {
  /// The hash of what was signed.
  let hash: String

  private init(hash: String) { self.hash = hash }

  /// The mark of a signature.
  init(of signature: [UInt8]) {
    let hash = Fingerprint(of: signature)
    self.init(hash: Base62.encode(high: hash.high, low: hash.low))
  }

  /// The mark that a client shows, or the one of the signature it shows; nil where nobody has signed.
  init?(ofShown text: String) {
    if text.isEmpty || text == GatewaySignature.unsigned { return nil }
    let prefix = "\(GatewaySignature.prefix)"
    if text.hasPrefix(prefix) {
      self.init(hash: String(text.dropFirst(prefix.count)))
    } else {
      self.init(of: Array(text.utf8))
    }
  }

  /// The text that the client is shown: a signature of this gateway's own, which no vendor is sent.
  var text: String { "\(GatewaySignature.prefix)\(hash)" }
}
