import CCurl

/// Why a call brought no answer, or only part of one. Texts are libcurl's and hold no header and no body.
public enum TransportError: Error, Sendable, Equatable {
  /// The server's or proxy's name could not be looked up.
  case resolve(String)
  /// The name leads off this machine and its network, where the call was to stay: to this address.
  case notLocal(IPAddress)
  /// No connection could be made.
  case refused(String)
  /// No connection was made in time.
  case connectTimeout(Duration)
  /// The connection was made, and no byte of a body came in time.
  case firstByteTimeout(Duration)
  /// The body fell silent.
  case idleTimeout(Duration)
  /// The connection broke before the answer was whole.
  case reset(String)
  /// TLS could not be agreed on, or the certificate is not to be trusted.
  case tls(String)
  /// The head or the collected body is larger than allowed.
  case tooLarge
  /// Somebody on our side has lost interest.
  case cancelled
  /// Anything else: libcurl's code and text.
  case other(code: Int32, text: String)
}

extension TransportError {
  /// The error behind one of libcurl's result codes.
  init(_ code: CURLcode, text: String, connectTimeout: Duration) {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve(text)
    case CURLE_COULDNT_CONNECT, CURLE_PROXY: self = .refused(text)
    // The only limit left to libcurl itself is the one on connecting.
    case CURLE_OPERATION_TIMEDOUT: self = .connectTimeout(connectTimeout)
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2,
      CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND:
      self = .reset(text)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CIPHER,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CLIENTCERT, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ISSUER_ERROR:
      self = .tls(text)
    default: self = .other(code: Int32(bitPattern: code.rawValue), text: text)
    }
  }
}

extension TransportError: CustomStringConvertible {
  /// What happened, as a sentence for people.
  public var description: String {
    switch self {
    case .resolve(let text), .refused(let text), .reset(let text), .tls(let text), .other(_, let text): text
    case .notLocal(let address): "\(address) is not on this machine or its network"
    case .connectTimeout(let limit): "no connection within \(limit)"
    case .firstByteTimeout(let limit): "no answer within \(limit)"
    case .idleTimeout(let limit): "the answer fell silent for \(limit)"
    case .tooLarge: "the answer is larger than allowed"
    case .cancelled: "the call was cancelled"
    }
  }
}
