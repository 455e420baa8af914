import Wire

/// One HTTP request to a backend, ready to be sent.
public struct UpstreamCall: Sendable {
  /// The method.
  public var method: String
  /// The whole address, query included; `http` or `https`.
  public var url: String
  /// End-to-end fields. What frames the message (`content-length`, `host`, `connection` …), `expect` and
  /// `accept-encoding` are the transport's own business and must not be among them.
  public var fields: HTTPFields
  /// The body; not sent with GET and HEAD.
  public var body: [UInt8]
  /// How long to wait for name look-up, connection and TLS together.
  public var connectTimeout: Duration
  /// How long to wait, from the start, for the first byte of the answer's body; the head alone does not count, because
  /// some servers send it before they have read the prompt.
  public var firstByteTimeout: Duration
  /// How long the answer's body may then fall silent, while somebody is there to read it.
  public var idleTimeout: Duration
  /// Whether to offer HTTP/2 to an `https` server. It shares one connection between calls, where a stalled reader
  /// stalls the others, so it is not the default.
  public var prefersHTTP2: Bool
  /// Whether the proxy of the environment (`https_proxy`, `no_proxy` …) may carry it. Never for this machine.
  public var allowsProxy: Bool
  /// How far its connections may lead.
  public var reach = Reach.anywhere
  /// How it gets a token that a vendor gives out for a login; nil for one that shows what it has.
  public var signed: SignedCall?

  /// A request with limits that suit a vendor.
  public init(
    method: String = "POST", url: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = [],
    connectTimeout: Duration = .seconds(10), firstByteTimeout: Duration = .seconds(240),
    idleTimeout: Duration = .seconds(300), prefersHTTP2: Bool = false, allowsProxy: Bool = true
  ) {
    self.method = method
    self.url = url
    self.fields = fields
    self.body = body
    self.connectTimeout = connectTimeout
    self.firstByteTimeout = firstByteTimeout
    self.idleTimeout = idleTimeout
    self.prefersHTTP2 = prefersHTTP2
    self.allowsProxy = allowsProxy
  }
}

extension UpstreamCall {
  /// The keys and tokens among the fields, the client's as well as the operator's.
  public var credentials: [Credential] {
    var credentials: [Credential] = []
    fields.forEach { name, value in
      guard Forwarding.credentials.contains(name) else { return }
      // Behind the scheme, where there is one.
      let text = String(decoding: value, as: UTF8.self).split(separator: " ").last.map(String.init)
      if let credential = text.flatMap(Credential.init) { credentials.append(credential) }
    }
    return credentials
  }
}
