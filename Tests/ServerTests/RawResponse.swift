import Testing

/// A response taken apart as a plain client would, for tests to look at.
struct RawResponse: Equatable {
  var status: Int
  var fields: [String: String] = [:]
  var body = ""
  /// Whether its body ended as its head promised.
  var isComplete = true

  /// All responses in what a connection brought; `methods` are those of the requests, GET where there are no more.
  static func all(in bytes: [UInt8], methods: [String] = []) -> [RawResponse] {
    var rest = bytes[...]
    var responses: [RawResponse] = []
    while let response = next(in: &rest, toHead: methods.dropFirst(responses.count).first == "HEAD") {
      responses.append(response)
    }
    return responses
  }

  private static func next(in bytes: inout ArraySlice<UInt8>, toHead: Bool) -> RawResponse? {
    guard let head = takeHead(&bytes) else { return nil }
    let lines = head.split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    var response = RawResponse(status: status)
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      response.fields[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
    }
    if toHead || status < 200 || status == 204 || status == 304 { return response }
    response.takeBody(&bytes)
    return response
  }

  private static func takeHead(_ bytes: inout ArraySlice<UInt8>) -> String? {
    let end = Array("\r\n\r\n".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
    defer { bytes = bytes[(start + 4)...] }
    return String(decoding: bytes[..<start], as: UTF8.self)
  }

  private mutating func takeBody(_ bytes: inout ArraySlice<UInt8>) {
    if fields["transfer-encoding"] == "chunked" {
      isComplete = false
      while let size = Self.takeChunk(&bytes, into: &body) {
        if size == 0 { isComplete = true; return }
      }
    } else if let length = fields["content-length"].flatMap({ Int($0) }) {
      isComplete = bytes.count >= length
      body = String(decoding: bytes.prefix(length), as: UTF8.self)
      bytes = bytes.dropFirst(length)
    } else {
      body = String(decoding: bytes, as: UTF8.self)
      bytes = []
    }
  }

  private static func takeChunk(_ bytes: inout ArraySlice<UInt8>, into body: inout String) -> Int? {
    guard let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\r")),
      let size = Int(String(decoding: bytes[..<lineEnd], as: UTF8.self), radix: 16),
      bytes[lineEnd...].count >= size + 4
    else { return nil }
    body += String(decoding: bytes[(lineEnd + 2)...].prefix(size), as: UTF8.self)
    bytes = bytes[(lineEnd + 2 + size + 2)...]
    return size
  }
}
