/// Puts the chunk framing on a streamed response body (RFC 9112, section 7.1).
public enum ChunkedEncoder {
  private static let hexDigits: StaticString = "0123456789abcdef"

  /// Appends bytes as one chunk. No bytes are no chunk: an empty one would end the body.
  public static func append(_ bytes: UnsafeRawBufferPointer, to output: inout Buffer) {
    guard !bytes.isEmpty else { return }
    output.reserve(bytes.count + 20)
    appendHex(bytes.count, to: &output)
    output.append("\r\n")
    output.append(bytes)
    output.append("\r\n")
  }

  /// Appends the end of the body.
  public static func appendEnd(to output: inout Buffer) {
    output.append("0\r\n\r\n")
  }

  private static func appendHex(_ number: Int, to output: inout Buffer) {
    let significantBits = Int.bitWidth - number.leadingZeroBitCount
    for shift in stride(from: (significantBits + 3) / 4 * 4 - 4, through: 0, by: -4) {
      output.append(hexDigits.utf8Start[number >> shift & 0xF])
    }
  }
}
