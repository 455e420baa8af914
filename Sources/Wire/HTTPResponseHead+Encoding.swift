/// How the end of a response's body is told.
public enum HTTPResponseFraming: Sendable, Equatable {
  /// By its length in bytes.
  case length(Int)
  /// By chunks.
  case chunked
  /// By the end of the connection, for HTTP/1.0.
  case untilClose
  /// There is none, as with 204 and 304.
  case noBody
}

/// What a response says of the connection's future.
public enum HTTPConnectionOption: Sendable, Equatable {
  /// It stays open, as HTTP/1.1 has it without a word.
  case implied
  /// It stays open, said aloud for HTTP/1.0.
  case keepAlive
  /// It closes after this response.
  case close
}

extension HTTPResponseHead {
  /// Whether a response with this status may have a body (RFC 9110, sections 15.3.5 and 15.4.5).
  public var mayHaveBody: Bool { status >= 200 && status != 204 && status != 304 }

  /// Appends the head as it goes over the wire, the empty line included.
  ///
  /// Framing and connection are the sender's to say: fields of the head that speak of them are left out.
  public func append(
    to output: inout Buffer, framing: HTTPResponseFraming, connection: HTTPConnectionOption
  ) {
    output.append("HTTP/1.1 ")
    output.append(String(status).utf8)
    output.append(HTTPCharacter.space)
    output.append(reason.utf8)
    output.append("\r\n")
    fields.forEach { name, value in
      if !Self.isOfConnection(name) { Self.append(name, value, to: &output) }
    }
    switch framing {
    case .length(let length): Self.append("content-length".utf8, String(length).utf8, to: &output)
    case .chunked: output.append("transfer-encoding: chunked\r\n")
    case .untilClose, .noBody: break
    }
    switch connection {
    case .implied: break
    case .keepAlive: output.append("connection: keep-alive\r\n")
    case .close: output.append("connection: close\r\n")
    }
    output.append("\r\n")
  }

  private static func append(
    _ name: some Collection<UInt8>, _ value: some Collection<UInt8>, to output: inout Buffer
  ) {
    output.append(name)
    output.append(": ")
    output.append(value)
    output.append("\r\n")
  }

  /// Whether a field concerns one connection only (RFC 9110, section 7.6.1) or the framing of the body.
  private static func isOfConnection(_ name: ArraySlice<UInt8>) -> Bool {
    switch name.count {
    case 2: HTTPCharacter.spells(name, "te")
    case 7: HTTPCharacter.spells(name, "upgrade") || HTTPCharacter.spells(name, "trailer")
    case 10: HTTPCharacter.spells(name, "connection") || HTTPCharacter.spells(name, "keep-alive")
    case 14: HTTPCharacter.spells(name, "content-length")
    case 16: HTTPCharacter.spells(name, "proxy-connection")
    case 17: HTTPCharacter.spells(name, "transfer-encoding")
    default: false
    }
  }
}
