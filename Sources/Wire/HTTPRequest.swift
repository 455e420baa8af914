/// A complete request: head and body, the body free of chunk framing but still in its content coding.
public struct HTTPRequest: Sendable {
  /// The method, in the client's letters.
  public var method: String
  /// The target as sent: path and query. Begins with a slash, or is "*".
  public var target: String
  /// 0 or 1, of HTTP/1.0 or HTTP/1.1.
  public var minorVersion: Int
  /// The header fields as sent.
  public var fields: HTTPFields
  /// The body as sent, without chunk framing.
  public var body: [UInt8]

  /// A request put together in code.
  public init(
    method: String, target: String, minorVersion: Int = 1, fields: HTTPFields = HTTPFields(),
    body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.minorVersion = minorVersion
    self.fields = fields
    self.body = body
  }

  /// Whether the client means to send another request on this connection.
  public var keepsConnection: Bool {
    if fields.contains("close", in: "connection") { return false }
    return minorVersion == 1 || fields.contains("keep-alive", in: "connection")
  }

  /// The target before the question mark, percent-encoding untouched.
  public var path: String {
    String(target[..<endOfPath])
  }

  /// What follows the first question mark; nil without one.
  public var query: String? {
    endOfPath == target.endIndex ? nil : String(target[target.utf8.index(after: endOfPath)...])
  }

  private var endOfPath: String.Index {
    target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
  }
}
