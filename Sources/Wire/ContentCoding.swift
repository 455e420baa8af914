/// How a body is compressed, as `content-encoding` names it (RFC 9110 section 8.4.1, RFC 8878 for zstd).
public enum ContentCoding: Sendable, Equatable {
  /// Not at all.
  case identity
  /// RFC 1952; several members in a row are one body.
  case gzip
  /// RFC 1950, and RFC 1951 without the wrapper, which some clients send under the same name.
  case deflate
  /// RFC 8878; several frames in a row are one body.
  case zstd

  /// The coding that a field names; nil for one that is not understood (`br`, `compress`), to be answered with 415.
  public init?(fieldValue name: String) {
    switch name.lowercased() {
    case "identity", "": self = .identity
    case "gzip", "x-gzip": self = .gzip
    case "deflate": self = .deflate
    case "zstd": self = .zstd
    default: return nil
    }
  }

  /// The codings of a comma-separated field, in the order they were applied; nil if one is not understood.
  ///
  /// No more than `maxLayers` are accepted: each is a multiplier in the hands of whoever sends a bomb.
  public static func list(fieldValue: String) -> [ContentCoding]? {
    var codings: [ContentCoding] = []
    for name in fieldValue.utf8.split(separator: .comma) {
      guard let coding = ContentCoding(fieldValue: trimmed(name)) else { return nil }
      if coding != .identity { codings.append(coding) }
    }
    return codings.count <= maxLayers ? codings : nil
  }

  /// The most codings that may lie on one another.
  public static let maxLayers = 3

  /// Gives the body as it was before this coding.
  ///
  /// - Parameter limit: most bytes it may become.
  /// - Throws: `ContentCodingError`, also for a body that stops early or has bytes behind its end.
  public func decode(_ body: [UInt8], limit: Int) throws(ContentCodingError) -> [UInt8] {
    switch self {
    case .identity:
      guard body.count <= limit else { throw .tooLarge(limit: limit) }
      return body
    case .gzip: return try Inflate.decode(body, as: .gzip, limit: limit)
    case .deflate: return try Inflate.decode(body, as: Inflate.wrapper(of: body), limit: limit)
    case .zstd: return try Zstd.decompress(body, limit: limit)
    }
  }

  /// Gives the body as it was before all of these codings, the last of which was applied last.
  ///
  /// - Parameter limit: most bytes it may become at any step.
  /// - Throws: `ContentCodingError` of the first step that fails.
  public static func decode(
    _ body: [UInt8], codings: [ContentCoding], limit: Int
  ) throws(ContentCodingError) -> [UInt8] {
    var body = body
    for coding in codings.reversed() { body = try coding.decode(body, limit: limit) }
    return body
  }

  private static func trimmed(_ name: Substring.UTF8View) -> String {
    let isBlank = { (byte: UInt8) in byte == .space || byte == .tab }
    let text = name.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    return String(decoding: Array(text), as: UTF8.self)
  }
}

/// Why a compressed body cannot be read.
public enum ContentCodingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It would become longer than this many bytes.
  case tooLarge(limit: Int)
  /// It is not what its coding says, stops early, or goes on behind its end.
  case malformed

  /// The fault as a sentence for people.
  public var description: String {
    switch self {
    case .tooLarge(let limit): "the body decompresses to more than \(limit) bytes"
    case .malformed: "the compressed body is damaged or incomplete"
    }
  }
}
