import Wire

/// How a message goes from one side to the other, and so which of its header fields go along.
public enum Forwarding: Sendable {
  /// In its own dialect: the other side sees every end-to-end field, unknown ones included.
  case passthrough
  /// Translated: the other side sees only what is known to mean the same there.
  case translated
}

// MARK: - From the client to a backend

extension Forwarding {
  /// The client's fields that a backend is sent, besides credentials and fields of our own.
  func requestFields(of client: HTTPFields, showingCredentials: Bool, without replaced: HTTPFieldNames)
    -> HTTPFields
  {
    guard self == .passthrough else { return HTTPFields() }
    return client.endToEnd { name in
      if Self.credentials.contains(name) { return showingCredentials && !replaced.contains(name) }
      return !Self.keptFromBackends.contains(name) && !replaced.contains(name)
    }
  }

  static let credentials: HTTPFieldNames = ["authorization", "x-api-key", "api-key", "x-goog-api-key"]

  /// What concerns the client's connection with us, or a browser, or this gateway.
  private static let keptFromBackends: HTTPFieldNames = [
    // The transport frames and codes anew.
    "host", "content-length", "content-encoding", "accept-encoding", "expect",
    "cookie", "origin", "x-task-tier", "x-ctxgw-*",
  ]
}

// MARK: - From a backend to the client

extension Forwarding {
  /// A backend's fields that the client is sent.
  public func responseFields(of backend: HTTPFields) -> HTTPFields {
    switch self {
    case .passthrough: backend.endToEnd { !Self.keptFromClients.contains($0) }
    case .translated: backend.endToEnd { Self.meansTheSameEverywhere.contains($0) }
    }
  }

  private static let meansTheSameEverywhere: HTTPFieldNames = [
    "request-id", "x-request-id", "retry-after", "retry-after-ms", "x-should-retry",
  ]

  private static let keptFromClients: HTTPFieldNames = [
    // The body arrives decoded and leaves framed anew.
    "content-length", "content-encoding",
    // Of the server behind us, not of us.
    "server", "date", "via", "alt-svc", "strict-transport-security", "set-cookie", "clear-site-data", "nel",
    "report-to", "cf-*",
    // A vendor that lets any web page read its answers must not let it read ours.
    "access-control-*",
    "x-ctxgw-*",
  ]
}

extension HTTPFields {
  /// The fields that concern more than one connection (RFC 9110, section 7.6.1) and that `isWanted`.
  fileprivate func endToEnd(_ isWanted: (ArraySlice<UInt8>) -> Bool) -> HTTPFields {
    let named = HTTPFieldNames(values(of: "connection").flatMap(Self.options))
    return filter { !Self.hopByHop.contains($0) && !named.contains($0) && isWanted($0) }
  }

  private static func options(in connection: String) -> [String] {
    connection.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
  }

  private static let hopByHop: HTTPFieldNames = [
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-*",
  ]
}
