/// Bytes a client might send, and how the server must take them.
public struct FramingCase: Sendable, CustomStringConvertible {
  /// What is wrong, or odd, about them.
  public let name: String
  /// The bytes.
  public let bytes: [UInt8]
  /// The status they are refused with; nil if they are one good request.
  public let refusal: Int?

  init(_ name: String, _ refusal: Int?, _ text: String) {
    self.name = name
    self.refusal = refusal
    // Latin-1, so that any byte can be written as an escape.
    bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  /// The name, in a test's report.
  public var description: String { name }
}

private let host = "Host: 127.0.0.1\r\n"
private let post = "POST /v1/messages HTTP/1.1\r\n" + host
private let get = "GET /ctxgw/health HTTP/1.1\r\n" + host
private let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

extension FramingCase {
  /// Requests that are malformed, ambiguous or too large under the default limits.
  public static let refused: [FramingCase] =
    lengths + codings + lines + requestLines + fields + chunks + sizes

  private static let lengths = [
    FramingCase(
      "length and transfer coding", 400,
      post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get + "\r\n"),
    FramingCase(
      "transfer coding and length", 400,
      post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + get + "\r\n"),
    FramingCase(
      "two lengths that differ", 400, post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    FramingCase("two lengths that agree", 400, post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    FramingCase("a list of lengths", 400, post + "Content-Length: 5, 6\r\n\r\nhello!"),
    FramingCase("a length with a plus", 400, post + "Content-Length: +5\r\n\r\nhello"),
    FramingCase("a hexadecimal length", 400, post + "Content-Length: 0x5\r\n\r\nhello"),
    FramingCase("a length of two numbers", 400, post + "Content-Length: 5 5\r\n\r\nhello"),
    FramingCase("a negative length", 400, post + "Content-Length: -1\r\n\r\n"),
    FramingCase("a length that overflows", 400, post + "Content-Length: 18446744073709551621\r\n\r\nhello"),
    FramingCase("an empty length", 400, post + "Content-Length:\r\n\r\n"),
  ]

  private static let codings = [
    FramingCase("a space before the colon", 400, post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    FramingCase("an unknown transfer coding", 501, post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    FramingCase(
      "a vertical tab in the coding", 400, post + "Transfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n"),
    FramingCase(
      "two transfer codings", 400,
      post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    FramingCase("a list of codings", 501, post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    FramingCase("an empty coding", 501, post + "Transfer-Encoding:\r\n\r\n0\r\n\r\n"),
    FramingCase(
      "a transfer coding in HTTP/1.0", 400,
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  ]

  private static let lines = [
    FramingCase(
      "line feeds alone", 400, "POST /v1/messages HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 5\n\nhello"),
    FramingCase("one line feed alone", 400, post + "X: a\nContent-Length: 5\r\n\r\nhello"),
    FramingCase("a line feed first", 400, "\n" + get + "\r\n"),
    FramingCase("a bare carriage return", 400, post + "X: a\rContent-Length: 5\r\n\r\nhello"),
    FramingCase("a bare carriage return at the end", 400, get + "X: a\r\r\n\r\n"),
    FramingCase("a folded value", 400, get + "X: a\r\n b\r\n\r\n"),
    FramingCase("a folded coding", 400, post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    FramingCase("a blank before the first field", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
  ]

  private static let requestLines = [
    FramingCase("HTTP/2.0", 505, "GET / HTTP/2.0\r\n" + host + "\r\n"),
    FramingCase("HTTP/1.2", 505, "GET / HTTP/1.2\r\n" + host + "\r\n"),
    FramingCase("the greeting of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    FramingCase("a version with a tail", 400, "GET / HTTP/1.1x\r\n" + host + "\r\n"),
    FramingCase("no version", 400, "GET /\r\n" + host + "\r\n"),
    FramingCase("a version in small letters", 400, "GET / http/1.1\r\n" + host + "\r\n"),
    FramingCase("two spaces before the target", 400, "GET  / HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("two spaces after the target", 400, "GET /  HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("a space in the target", 400, "GET /a b HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("a control character in the target", 400, "GET /hea\u{01}lth HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("a byte beyond ASCII in the target", 400, "GET /\u{E9} HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("a target of a proxy", 400, "GET http://127.0.0.1/ HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("a target without a slash", 400, "GET health HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase(
      "an endless method", 400, String(repeating: "G", count: 32) + " / HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("garbage", 400, "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\u{01}\u{FC}\u{03}\u{03}\r\n\r\n"),
    FramingCase("a TLS greeting without a line end", 400, "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}"),
  ]

  private static let fields = [
    FramingCase("NUL in a value", 400, get + "X: a\u{00}b\r\n\r\n"),
    FramingCase("DEL in a value", 400, get + "X: a\u{7F}b\r\n\r\n"),
    FramingCase("no Host", 400, "GET / HTTP/1.1\r\n\r\n"),
    FramingCase("two Hosts", 400, get + host + "\r\n"),
    FramingCase("two Hosts in HTTP/1.0", 400, "GET / HTTP/1.0\r\n" + host + host + "\r\n"),
    FramingCase("an empty name", 400, get + ": x\r\n\r\n"),
    FramingCase("a space in a name", 400, get + "X Y: x\r\n\r\n"),
    FramingCase("a line without a colon", 400, get + "X\r\n\r\n"),
    FramingCase("another expectation", 417, post + "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello"),
  ]

  private static let chunks = [
    FramingCase("a chunk size with 0x", 400, chunked + "0x5\r\nhello\r\n0\r\n\r\n"),
    FramingCase("a negative chunk size", 400, chunked + "-5\r\nhello\r\n0\r\n\r\n"),
    FramingCase("a space after a chunk size", 400, chunked + "5 \r\nhello\r\n0\r\n\r\n"),
    FramingCase("an empty chunk size", 400, chunked + "\r\nhello\r\n0\r\n\r\n"),
    FramingCase("an extension without a size", 400, chunked + ";a=b\r\nhello\r\n0\r\n\r\n"),
    FramingCase("a chunk size of sixteen digits", 413, chunked + "10000000000000005\r\nhello\r\n0\r\n\r\n"),
    FramingCase("sixteen noughts", 400, chunked + "0000000000000000\r\n\r\n"),
    FramingCase("no line end after a chunk", 400, chunked + "5\r\nhelloX\r\n0\r\n\r\n"),
    FramingCase("a line feed alone after a size", 400, chunked + "5\nhello\n0\n\n"),
    FramingCase("a line feed alone after a chunk", 400, chunked + "5\r\nhello\n0\r\n\r\n"),
    FramingCase("a line feed in an extension", 400, chunked + "5;a\nb\r\nhello\r\n0\r\n\r\n"),
    FramingCase("a bare carriage return in an extension", 400, chunked + "5;a\rb\r\nhello\r\n0\r\n\r\n"),
    FramingCase("a malformed trailer", 400, chunked + "0\r\nno colon\r\n\r\n"),
    FramingCase("a folded trailer", 400, chunked + "0\r\na: b\r\n c\r\n\r\n"),
    FramingCase("a line feed alone in the trailer", 400, chunked + "0\r\na: b\n\r\n"),
    FramingCase("a line feed alone at the end", 400, chunked + "0\r\n\n"),
  ]

  private static let sizes = [
    FramingCase("a head of 300 KB", 431, get + "X: " + String(repeating: "a", count: 300_000) + "\r\n\r\n"),
    FramingCase("a request line of 300 KB", 431, "GET /" + String(repeating: "a", count: 300_000)),
    FramingCase("3000 fields", 431, get + String(repeating: "X: a\r\n", count: 3000) + "\r\n"),
    FramingCase("a length of 1 GB", 413, post + "Content-Length: 1073741824\r\n\r\n"),
    FramingCase("a chunk of 1 GB", 413, chunked + "40000000\r\n"),
    FramingCase(
      "an extension of 300 KB", 400,
      chunked + "5;" + String(repeating: "a", count: 300_000) + "\r\nhello\r\n0\r\n\r\n"),
    FramingCase(
      "a thousand extensions", 400,
      chunked + String(repeating: "1;" + String(repeating: "a", count: 100) + "\r\nx\r\n", count: 1000)),
    FramingCase(
      "a trailer of 300 KB", 431, chunked + "0\r\na: " + String(repeating: "b", count: 300_000) + "\r\n\r\n"),
  ]

  /// Requests that are unusual and good: one each, with "hello" for a body where there is one.
  public static let accepted = [
    FramingCase("a request without a body", nil, get + "\r\n"),
    FramingCase("a body of known length", nil, post + "Content-Length: 5\r\n\r\nhello"),
    FramingCase("a length with noughts before it", nil, post + "Content-Length: 0005\r\n\r\nhello"),
    FramingCase("a length of nought", nil, post + "Content-Length: 0\r\n\r\n"),
    FramingCase("an empty line first", nil, "\r\n\r\n" + get + "\r\n"),
    FramingCase("chunks", nil, chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
    FramingCase("chunks with extensions", nil, chunked + "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n"),
    FramingCase("chunks with a trailer", nil, chunked + "5\r\nhello\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n"),
    FramingCase("a chunk size with noughts before it", nil, chunked + "0005\r\nhello\r\n00\r\n\r\n"),
    FramingCase("no chunks", nil, chunked + "0\r\n\r\n"),
    FramingCase("capital letters in the coding", nil, post + "TRANSFER-ENCODING: Chunked\r\n\r\n0\r\n\r\n"),
    FramingCase("HTTP/1.0 without Host", nil, "GET / HTTP/1.0\r\n\r\n"),
    FramingCase("HTTP/1.0 with an expectation nobody has there", nil, "GET / HTTP/1.0\r\nExpect: x\r\n\r\n"),
    FramingCase("blanks around a value", nil, get + "X: \t a b \t\r\n\r\n"),
    FramingCase("no blank before a value", nil, get + "X:a\r\nY:\r\n\r\n"),
    FramingCase("bytes beyond ASCII in a value", nil, get + "X: \u{E9}\u{80}\u{FF}\r\n\r\n"),
    FramingCase("the server itself as the target", nil, "OPTIONS * HTTP/1.1\r\n" + host + "\r\n"),
    FramingCase("an unknown method", nil, "BREW /pot?a=b&c HTTP/1.1\r\n" + host + "\r\n"),
  ]
}
