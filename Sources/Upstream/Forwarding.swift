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
  func requestFields(of client: HTTPFields, showingCredentials: Bool, without replaced: Set<String>)
    -> HTTPFields
  {
    guard self == .passthrough else { return HTTPFields() }
    return client.endToEnd { name in
      if Self.credentials.contains(name) { return showingCredentials && !replaced.contains(name) }
      return !Self.keptFromBackends.contains(name) && !name.hasPrefix("x-ctxgw-") && !replaced.contains(name)
    }
  }

  static let credentials: Set<String> = ["authorization", "x-api-key", "api-key", "x-goog-api-key"]

  /// What concerns the client's connection with us, or a browser, or this gateway.
  private static let keptFromBackends: Set<String> = [
    // The transport frames and codes anew.
    "host", "content-length", "content-encoding", "accept-encoding", "expect",
    "cookie", "origin", "x-task-tier",
  ]
}

// MARK: - From a backend to the client

extension Forwarding {
  /// A backend's fields that the client is sent.
  public func responseFields(of backend: HTTPFields) -> HTTPFields {
    switch self {
    case .passthrough: backend.endToEnd { !Self.isKeptFromClients($0) }
    case .translated: backend.endToEnd { Self.meansTheSameEverywhere.contains($0) }
    }
  }

  private static let meansTheSameEverywhere: Set<String> = [
    "request-id", "x-request-id", "retry-after", "retry-after-ms", "x-should-retry",
  ]

  private static let keptFromClients: Set<String> = [
    // The body arrives decoded and leaves framed anew.
    "content-length", "content-encoding",
    // Of the server behind us, not of us.
    "server", "date", "via", "alt-svc", "strict-transport-security", "set-cookie", "clear-site-data", "nel",
    "report-to",
  ]

  /// A vendor that lets any web page read its answers must not let it read ours (`access-control-…`).
  private static func isKeptFromClients(_ name: String) -> Bool {
    keptFromClients.contains(name)
      || ["access-control-", "x-ctxgw-", "cf-"].contains { name.hasPrefix($0) }
  }
}

extension HTTPFields {
  /// The fields that concern more than one connection (RFC 9110, section 7.6.1) and that `isWanted`, by their names in
  /// small letters. Their bytes stay as they are.
  fileprivate func endToEnd(_ isWanted: (String) -> Bool) -> HTTPFields {
    let named = Set(values(of: "connection").flatMap { $0.split(separator: ",") }.map(Self.optionName))
    var kept = HTTPFields()
    forEach { name, value in
      let text = String(decoding: name, as: UTF8.self).lowercased()
      guard !Self.hopByHop.contains(text), !text.hasPrefix("proxy-"), !named.contains(text), isWanted(text)
      else {
        return
      }
      let line = name + [UInt8(ascii: ":")] + value
      _ = line.withUnsafeBytes { kept.append(line: $0) }
    }
    return kept
  }

  private static func optionName(_ option: Substring) -> String {
    String(option.filter { $0 != " " && $0 != "\t" }).lowercased()
  }

  private static let hopByHop: Set<String> = [
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
  ]
}
