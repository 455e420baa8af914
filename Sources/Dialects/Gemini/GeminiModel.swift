/// A model as Gemini's paths name it.
struct GeminiModel {
  /// The collection it belongs to: Google's own, or those that somebody tuned.
  private let collection: String
  /// Its name within the collection.
  let name: String

  /// The model behind an id, which may name the collection as Google's own list does (`models/gemini-…`).
  init(_ id: String) {
    let parts = id.split(separator: "/", maxSplits: 1)
    if parts.count == 2, parts[0] == "models" || parts[0] == "tunedModels" {
      (collection, name) = (String(parts[0]), String(parts[1]))
    } else {
      (collection, name) = ("models", id)
    }
  }

  /// Where it is asked to answer, below the backend's URL.
  func path(streaming isStreamed: Bool) -> String {
    let method = isStreamed ? "streamGenerateContent?alt=sse" : "generateContent"
    return "/\(collection)/\(escaped):\(method)"
  }

  /// The name with everything escaped that would mean something else in a path.
  private var escaped: String {
    name.utf8.reduce(into: "") { escaped, byte in
      if Self.isPlain(byte) {
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
